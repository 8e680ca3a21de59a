"""The edge stack: what CloudFront takes from us-east-1 alone, the firewall and the domain's certificate."""

from typing import Any, Final

from deployment.names import Names
from deployment.stack.values import Json, if_, ref, resource, substituted
from deployment.tags import tag_list

EDGE_REGION: Final = "us-east-1"
REQUESTS_IN_FIVE_MINUTES: Final = 2_000
"""How many requests of one address the firewall lets through."""
_MANAGED: Final = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")


def edge_template(sandbox: str) -> Json:
    """The template of the edge stack."""
    names = Names("${AWS::AccountId}", EDGE_REGION, sandbox)
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"PetAvatar, sandbox {sandbox}: firewall and certificate for CloudFront",
        "Parameters": {
            "Firewall": {"Type": "String", "Default": "false", "AllowedValues": ["true", "false"]},
            "DomainName": {"Type": "String", "Default": ""},
            "HostedZoneId": {"Type": "String", "Default": ""},
        },
        "Conditions": {
            "HasFirewall": {"Fn::Equals": [ref("Firewall"), "true"]},
            "HasDomain": {"Fn::Not": [{"Fn::Equals": [ref("DomainName"), ""]}]},
            "HasZone": {"Fn::Not": [{"Fn::Equals": [ref("HostedZoneId"), ""]}]},
        },
        "Resources": substituted(
            {
                # A stack needs a resource, whatever is wanted.
                "Handle": resource("AWS::CloudFormation::WaitConditionHandle", {}),
                "WebAcl": resource("AWS::WAFv2::WebACL", _firewall(names), Condition="HasFirewall"),
                "Certificate": resource(
                    "AWS::CertificateManager::Certificate",
                    {
                        "DomainName": ref("DomainName"),
                        "ValidationMethod": "DNS",
                        "DomainValidationOptions": if_(
                            "HasZone", [{"DomainName": ref("DomainName"), "HostedZoneId": ref("HostedZoneId")}]
                        ),
                        "Tags": tag_list(names),
                    },
                    Condition="HasDomain",
                ),
            }
        ),
        "Outputs": {
            "WebAclArn": {"Condition": "HasFirewall", "Value": {"Fn::GetAtt": ["WebAcl", "Arn"]}},
            "CertificateArn": {"Condition": "HasDomain", "Value": ref("Certificate")},
        },
    }


def _firewall(names: Names) -> Json:
    limit = {"RateBasedStatement": {"AggregateKeyType": "IP", "Limit": REQUESTS_IN_FIVE_MINUTES}}
    managed = [
        _rule(name, at, {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}}, OverrideAction={"None": {}})
        for at, name in enumerate(_MANAGED, start=1)
    ]
    return {
        "Name": names.web_acl,
        "Scope": "CLOUDFRONT",
        "DefaultAction": {"Allow": {}},
        "Rules": [_rule("RequestsOfOneAddress", 0, limit, Action={"Block": {}}), *managed],
        "VisibilityConfig": _visible("petavatar"),
        "Tags": tag_list(names),
    }


def _rule(name: str, priority: int, statement: Json, **action: Any) -> Json:
    return {
        "Name": name,
        "Priority": priority,
        "Statement": statement,
        "VisibilityConfig": _visible(name),
        **action,
    }


def _visible(name: str) -> Json:
    return {"CloudWatchMetricsEnabled": True, "MetricName": name, "SampledRequestsEnabled": False}

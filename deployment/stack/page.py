"""The page, if it is wanted: CloudFront before its bucket and the API, under one name."""

from collections.abc import Iterator
from typing import Any, Final

from deployment.page import content_security_policy, storage_origins
from deployment.stack.options import StackOptions
from deployment.stack.storage import private_bucket
from deployment.stack.values import ACCOUNT, REGION, Json, attribute, if_, policy, ref, resource
from deployment.topology import Topology

SITE: Final = "Distribution"
"""The logical id of what serves the page."""
PAGE_URL: Final = if_("HasDomain", "https://${DomainName}", f"https://${{{SITE}.DomainName}}")
_OURS: Final = "HasPage"
_ORIGINS: Final = ("page", "api")
# AWS's own policies: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
_CACHED: Final = "658327ea-f89d-4fab-a63d-7e88639e58f6"
_NOT_CACHED: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_ALL_BUT_HOST: Final = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
_ZONE_OF_CLOUDFRONT: Final = "Z2FDTNDATAQYW2"
_YEAR_S: Final = 31_536_000


def page(options: StackOptions) -> dict[str, Json]:
    """The resources of this part. All of them are made under the condition that the page is wanted."""
    names = options.names
    reading = {
        "Sid": "CloudFrontReads",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{names.page_bucket}/*",
        "Condition": {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/${{{SITE}}}"}},
    }
    found = private_bucket("Page", names.page_bucket, {}, condition=_OURS)
    secure = found["PageBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    found["PageBucketPolicy"]["Properties"]["PolicyDocument"] = policy(*secure, reading)
    access = {
        "Name": names.page_bucket,
        "OriginAccessControlOriginType": "s3",
        "SigningBehavior": "always",
        "SigningProtocol": "sigv4",
    }
    return {
        **found,
        "PageAccess": _under_condition("AWS::CloudFront::OriginAccessControl", {"OriginAccessControlConfig": access}),
        "PageHeaders": _under_condition(
            "AWS::CloudFront::ResponseHeadersPolicy", {"ResponseHeadersPolicyConfig": _headers(options)}
        ),
        SITE: _under_condition("AWS::CloudFront::Distribution", {"DistributionConfig": _distribution(options)}),
        **{f"Domain{kind}": _record(kind) for kind in ("A", "AAAA")},
    }


def api_paths(topology: Topology) -> Iterator[str]:
    """CloudFront's patterns for the API's routes: by their first part, with and without more behind it."""
    parts: dict[str, set[bool]] = {}
    for route in topology.routes:
        first, *more = route.path.strip("/").split("/")
        parts.setdefault(first, set()).add(bool(more))
    for first, kinds in parts.items():
        yield from (f"/{first}/*" if longer else f"/{first}" for longer in sorted(kinds))


def _under_condition(kind: str, properties: Json) -> Json:
    return resource(kind, properties, Condition=_OURS)


def _distribution(options: StackOptions) -> Json:
    to_page, to_api = _ORIGINS
    files = _behaviour(to_page, ["GET", "HEAD"], CachePolicyId=_CACHED, ResponseHeadersPolicyId=ref("PageHeaders"))
    every = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
    calls = _behaviour(to_api, every, CachePolicyId=_NOT_CACHED, OriginRequestPolicyId=_ALL_BUT_HOST)
    return {
        "Comment": f"PetAvatar, sandbox {options.sandbox}",
        "Enabled": True,
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": "PriceClass_100",
        "DefaultRootObject": "index.html",
        "Aliases": if_("HasDomain", [ref("DomainName")]),
        "ViewerCertificate": if_(
            "HasDomain",
            {
                "AcmCertificateArn": ref("CertificateArn"),
                "MinimumProtocolVersion": "TLSv1.2_2021",
                "SslSupportMethod": "sni-only",
            },
            {"CloudFrontDefaultCertificate": True},
        ),
        "WebACLId": if_("HasFirewall", ref("WebAclArn")),
        "Origins": [
            {
                "Id": to_page,
                "DomainName": attribute("PageBucket", "RegionalDomainName"),
                "OriginAccessControlId": attribute("PageAccess", "Id"),
                "S3OriginConfig": {"OriginAccessIdentity": ""},
            },
            {
                "Id": to_api,
                "DomainName": f"${{Api}}.execute-api.{REGION}.amazonaws.com",
                "CustomOriginConfig": {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]},
            },
        ],
        "DefaultCacheBehavior": files,
        "CacheBehaviors": [{"PathPattern": pattern, **calls} for pattern in api_paths(options.topology)],
    }


def _behaviour(origin: str, methods: list[str], **policies: Any) -> Json:
    return {
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": methods,
        "Compress": True,
        **policies,
    }


def _headers(options: StackOptions) -> Json:
    """The page's policy as a header, which may say more than one in the page itself."""
    names = options.names
    content = f"{content_security_policy(storage_origins(names))}; frame-ancestors 'none'"
    return {
        "Name": f"petavatar-page-{options.sandbox}",
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": {"ContentSecurityPolicy": content, "Override": True},
            "ContentTypeOptions": {"Override": True},
            "ReferrerPolicy": {"ReferrerPolicy": "no-referrer", "Override": True},
            "StrictTransportSecurity": {"AccessControlMaxAgeSec": _YEAR_S, "Override": True},
        },
    }


def _record(kind: str) -> Json:
    return resource(
        "AWS::Route53::RecordSet",
        {
            "HostedZoneId": ref("HostedZoneId"),
            "Name": ref("DomainName"),
            "Type": kind,
            "AliasTarget": {
                "HostedZoneId": _ZONE_OF_CLOUDFRONT,
                "DNSName": attribute(SITE, "DomainName"),
            },
        },
        Condition="HasZone",
    )

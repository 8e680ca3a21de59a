"""The HTTP API: its routes, their functions, CORS, rate limit and access log."""

import re
from typing import Final

from deployment.finish import EXPOSED_HEADERS
from deployment.monitoring.logs import LOG_RETENTION_DAYS
from deployment.stack.functions import function, function_id, permission
from deployment.stack.options import Artefacts, StackOptions
from deployment.stack.values import ACCOUNT, REGION, Json, attribute, logical, ref, resource
from deployment.stage import ACCESS_LOG, STAGE, RateLimit
from deployment.tags import tags
from deployment.topology import Route

API: Final = "Api"
API_ID: Final = f"${{{API}}}"
"""The API's id in a text that CloudFormation fills in."""
_VARIABLE: Final = re.compile(r"\{\w+\}")


def api(options: StackOptions, artefacts: Artefacts) -> dict[str, Json]:
    """The resources of this part."""
    topology = options.topology
    found = _gateway(options)
    for name in dict.fromkeys(route.function for route in topology.routes):
        found |= function(options, artefacts, name)
        found[f"{logical(name)}Integration"] = resource(
            "AWS::ApiGatewayV2::Integration",
            {
                "ApiId": ref(API),
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": attribute(function_id(name), "Arn"),
                "PayloadFormatVersion": "2.0",
            },
        )
    for route in topology.routes:
        found |= _route(route)
    return found


def _gateway(options: StackOptions) -> dict[str, Json]:
    names, cors, limit = options.names, options.topology.cors, RateLimit.of(options.sandbox)
    return {
        API: resource(
            "AWS::ApiGatewayV2::Api",
            {
                "Name": names.api,
                "ProtocolType": "HTTP",
                "CorsConfiguration": {
                    "AllowMethods": list(cors.methods),
                    "AllowOrigins": ref("CorsOrigins"),
                    "AllowHeaders": list(cors.headers),
                    "ExposeHeaders": EXPOSED_HEADERS,
                },
                "Tags": tags(names),
            },
        ),
        "ApiLogs": resource(
            "AWS::Logs::LogGroup",
            {"LogGroupName": names.access_log, "RetentionInDays": LOG_RETENTION_DAYS},
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Delete",
        ),
        "ApiStage": resource(
            "AWS::ApiGatewayV2::Stage",
            {
                "ApiId": ref(API),
                "StageName": STAGE,
                "AutoDeploy": True,
                "DefaultRouteSettings": {
                    "ThrottlingRateLimit": limit.per_second,
                    "ThrottlingBurstLimit": limit.burst,
                },
                "AccessLogSettings": {"DestinationArn": names.access_log_arn, "Format": ACCESS_LOG},
                "Tags": tags(names),
            },
            DependsOn=["ApiLogs"],
        ),
    }


def _route(route: Route) -> dict[str, Json]:
    own = logical(route.method.lower(), route.path)
    target = {"Fn::Join": ["/", ["integrations", ref(f"{logical(route.function)}Integration")]]}
    called = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}/*/{route.method}{_VARIABLE.sub('*', route.path)}"
    return {
        f"{own}Route": resource(
            "AWS::ApiGatewayV2::Route",
            {"ApiId": ref(API), "RouteKey": f"{route.method} {route.path}", "Target": target},
        ),
        f"{own}Permission": permission(route.function, "apigateway.amazonaws.com", called),
    }

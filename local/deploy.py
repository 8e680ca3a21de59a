"""Puts a topology into the local engine, as tc puts it into AWS: roles, functions, routes, mappings and rules."""

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from deployment import PROJECT
from deployment.connection import ClientFactory
from deployment.topology import EventRule, Function, QueueMapping, Topology
from local.function_zip import thin_zip

# tc's mappings have no cap; on AWS it is set after the deployment, here with the deployment.
MAXIMUM_CONCURRENCY: Final = 4
_PARAMETER: Final = "ssm:"
_LAMBDA_TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


class Deployment:
    """A deployment under way."""

    def __init__(
        self,
        topology: Topology,
        client: ClientFactory,
        root: Path = PROJECT,
        api_url: Callable[[str], str] | None = None,
    ) -> None:
        """Prepares a deployment.

        Args:
            topology: what to deploy.
            client: makes a client for a service.
            root: where the topology's functions lie, in `functions/`; the packages that they import are this project's.
            api_url: gives the address of an API by its id, if its own address does not lead to the engine.
        """
        self._topology = topology
        self._root = root
        self._api_url = api_url
        self._client = client
        self._lambda = client("lambda")
        self._arns: dict[str, str] = {}

    def run(self, environment: Mapping[str, str]) -> str:
        """Deploys everything.

        Args:
            environment: variables that every function gets beside its own.

        Returns:
            The id of the HTTP API.
        """
        api = self._create_api()
        variables = {**environment, **({"API_URL": self._api_url(api)} if self._api_url else {})}
        for function in self._topology.functions.values():
            self._arns[function.name] = self._create_function(function, variables)
        for queue in self._topology.queues:
            self._map_queue(queue)
        for event in self._topology.events:
            self._create_rule(event)
        self._create_routes(api)
        return api

    def _create_function(self, function: Function, environment: Mapping[str, str]) -> str:
        created = self._lambda.create_function(
            FunctionName=self._topology.lambda_name(function.name),
            Runtime="provided.al2023",
            Handler=function.handler,
            Role=self._create_role(function),
            Code={"ZipFile": thin_zip(self._root / "functions" / function.name, PROJECT)},
            Timeout=function.timeout,
            MemorySize=function.memory,
            Environment={"Variables": {**self._resolved(function.environment), **environment}},
        )
        return str(created["FunctionArn"])

    def _create_role(self, function: Function) -> str:
        # The engine makes the keys of a function's role from the two ARNs, which all could be guessed otherwise.
        path = f"/{secrets.token_hex()}/"
        name = self._topology.role_name(function.name)
        return create_role(self._client, name, _LAMBDA_TRUST, function.policy, path)

    def _resolved(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The environment with the parameters' values in place of `ssm:` names, as tc resolves them."""
        ssm = self._client("ssm")

        def value(text: str) -> str:
            if not text.startswith(_PARAMETER):
                return text
            parameter = ssm.get_parameter(Name=text.removeprefix(_PARAMETER), WithDecryption=True)["Parameter"]
            return str(parameter["Value"])

        return {name: value(text) for name, text in environment.items()}

    def _map_queue(self, mapping: QueueMapping) -> None:
        self._lambda.create_event_source_mapping(
            EventSourceArn=self._queue_arn(mapping.queue),
            FunctionName=self._arns[mapping.function],
            BatchSize=1,
            ScalingConfig={"MaximumConcurrency": MAXIMUM_CONCURRENCY},
        )

    def _queue_arn(self, queue: str) -> str:
        sqs = self._client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        return str(attributes["QueueArn"])

    def _create_rule(self, event: EventRule) -> None:
        events = self._client("events")
        name = self._topology.rule_name(event)
        events.put_rule(Name=name, EventPattern=event.pattern)
        target = {
            "Id": event.function,
            "Arn": self._arns[event.function],
            "RetryPolicy": {"MaximumRetryAttempts": event.retries, "MaximumEventAgeInSeconds": event.max_age_s},
            "DeadLetterConfig": {"Arn": self._queue_arn(event.dead_letter_queue)},
        }
        events.put_targets(Rule=name, Targets=[target])
        self._permit(event.function, "events.amazonaws.com", name)

    def _create_api(self) -> str:
        gateway = self._client("apigatewayv2")
        cors = self._topology.cors
        api = gateway.create_api(
            Name=self._topology.api,
            ProtocolType="HTTP",
            CorsConfiguration={
                "AllowMethods": cors.methods,
                "AllowOrigins": cors.origins,
                "AllowHeaders": cors.headers,
            },
        )["ApiId"]
        return str(api)

    def _create_routes(self, api: str) -> None:
        gateway = self._client("apigatewayv2")
        for route in self._topology.routes:
            integration = gateway.create_integration(
                ApiId=api,
                IntegrationType="AWS_PROXY",
                IntegrationUri=self._arns[route.function],
                PayloadFormatVersion="2.0",
            )["IntegrationId"]
            gateway.create_route(
                ApiId=api, RouteKey=f"{route.method} {route.path}", Target=f"integrations/{integration}"
            )
        for function in {route.function for route in self._topology.routes}:
            self._permit(function, "apigateway.amazonaws.com", "apigateway")
        gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)

    def _permit(self, function: str, principal: str, statement: str) -> None:
        """Lets a service invoke a function, whoever asks it to, as tc does."""
        self._lambda.add_permission(
            FunctionName=self._arns[function],
            StatementId=statement,
            Action="lambda:InvokeFunction",
            Principal=principal,
        )


def create_role(
    client: ClientFactory, name: str, trust: Mapping[str, Any], policy: Mapping[str, Any], path: str = "/"
) -> str:
    """Makes a role with one policy, and returns its ARN, which has the path in it."""
    iam = client("iam")
    role = iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=json.dumps(policy))
    return str(role["Arn"])

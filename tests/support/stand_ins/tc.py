"""Stands in for tc: `create`, `list` and `delete` as docs/deploy.md types them, into the local engine."""

import argparse
import os
from typing import Any

from deployment.connection import Connection
from deployment.finish import find_api
from deployment.names import Names
from deployment.topology import Topology, load_topology
from local.deploy import Deployment

# Nothing else is taken of the caller's environment, as with tc.
REGION = os.environ["AWS_REGION"]


def delete(client: Any, topology: Topology, names: Names) -> None:
    """Takes away what `tc delete --force` takes away: everything but event rules."""
    functions = client("lambda")
    for mapping in functions.list_event_source_mappings(EventSourceArn=names.queue_arn(names.queue))[
        "EventSourceMappings"
    ]:
        functions.delete_event_source_mapping(UUID=mapping["UUID"])
    if api := find_api(client("apigatewayv2"), names):
        client("apigatewayv2").delete_api(ApiId=api["ApiId"])
    there = {function["FunctionName"] for function in functions.list_functions()["Functions"]}
    for name in topology.functions:
        if topology.lambda_name(name) in there:
            functions.delete_function(FunctionName=topology.lambda_name(name))
            role = topology.role_name(name)
            client("iam").delete_role_policy(RoleName=role, PolicyName=role)
            client("iam").delete_role(RoleName=role)


def delete_events(client: Any, names: Names) -> None:
    events = client("events")
    targets = events.list_targets_by_rule(Rule=names.upload_rule)["Targets"]
    events.remove_targets(Rule=names.upload_rule, Ids=[target["Id"] for target in targets])
    events.delete_rule(Name=names.upload_rule)


def main() -> None:
    parser = argparse.ArgumentParser(prog="tc")
    parser.add_argument("command", choices=["create", "delete", "list"])
    parser.add_argument("-s", required=True)
    parser.add_argument("-e", required=True)
    parser.add_argument("-c", choices=["events"])
    parser.add_argument("-f", "--force", action="store_true")
    arguments = parser.parse_args()
    connection = Connection.open(arguments.s, REGION)
    client, names = connection.client, connection.names
    topology = load_topology(names)
    match arguments:
        case argparse.Namespace(command="create"):
            assert os.environ["TC_ASSET_BUCKET"] == names.artefact_bucket
            delete(client, topology, names)
            gateway = {"AWS_ENDPOINT_URL_BEDROCK_AGENTCORE": os.environ["STAND_IN_AGENTCORE_URL"]}
            Deployment(topology, client).run(gateway)
        case argparse.Namespace(command="delete", c="events"):
            delete_events(client, names)
        case argparse.Namespace(command="delete"):
            delete(client, topology, names)
        case _:
            for function in client("lambda").list_functions()["Functions"]:
                print(function["FunctionName"])


if __name__ == "__main__":
    main()

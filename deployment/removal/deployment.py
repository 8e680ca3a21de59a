"""Resources of tc: its event rule, which `tc delete` always leaves, and all others if it failed or was not run."""

import re
from collections.abc import Iterator
from typing import Any

from deployment.agent.role import delete_role
from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.names import Names


def remove_deployment(client: ClientFactory, names: Names) -> Iterator[str]:
    """Removes rule, mapping, API, functions and roles: first what brings in work, then what does the work."""
    yield from _remove_rule(client("events"), names)
    functions = client("lambda")
    yield from _remove_mappings(functions, names)
    yield from _remove_apis(client("apigatewayv2"), names)
    yield from _remove_functions(functions, names)
    yield from _remove_roles(client("iam"), names)


def _remove_rule(events: Any, names: Names) -> Iterator[str]:
    with ignore_errors("ResourceNotFoundException"):
        targets = events.list_targets_by_rule(Rule=names.upload_rule)["Targets"]
        if targets:
            events.remove_targets(Rule=names.upload_rule, Ids=[target["Id"] for target in targets])
        events.describe_rule(Name=names.upload_rule)
        events.delete_rule(Name=names.upload_rule)
        yield f"event rule {names.upload_rule}"


def _remove_mappings(functions: Any, names: Names) -> Iterator[str]:
    for queue in (names.queue, names.webhook_queue):
        pages = functions.get_paginator("list_event_source_mappings").paginate(EventSourceArn=names.queue_arn(queue))
        for mapping in list(pages.search("EventSourceMappings[].UUID")):
            with ignore_errors("ResourceNotFoundException"):
                functions.delete_event_source_mapping(UUID=mapping)
                yield f"queue mapping {mapping}"


def _remove_apis(gateway: Any, names: Names) -> Iterator[str]:
    for api in list(gateway.get_paginator("get_apis").paginate().search(f"Items[?Name=='{names.api}'].ApiId")):
        gateway.delete_api(ApiId=api)
        yield f"API {names.api} ({api})"


def _remove_functions(functions: Any, names: Names) -> Iterator[str]:
    ours = re.compile(re.escape(names.function("#")).replace(r"\#", r"[a-z0-9-]+"))
    for name in list(functions.get_paginator("list_functions").paginate().search("Functions[].FunctionName")):
        if ours.fullmatch(name):
            functions.delete_function(FunctionName=name)
            yield f"function {name}"


def _remove_roles(iam: Any, names: Names) -> Iterator[str]:
    """Removes the functions' own roles. All topologies of the sandbox share tc's roles named tc-base-..."""
    ours = re.compile(rf"tc-petavatar-[a-z]+-{names.sandbox}")
    for role in filter(ours.fullmatch, list(iam.get_paginator("list_roles").paginate().search("Roles[].RoleName"))):
        delete_role(iam, role)
        yield f"role {role}"
    policies = list(iam.get_paginator("list_policies").paginate(Scope="Local").search("Policies[].[PolicyName, Arn]"))
    for name, arn in [policy for policy in policies if ours.fullmatch(policy[0])]:
        for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        iam.delete_policy(PolicyArn=arn)
        yield f"policy {name}"

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
    pages = functions.get_paginator("list_event_source_mappings").paginate(EventSourceArn=names.queue_arn(names.queue))
    for mapping in [mapping for page in pages for mapping in page["EventSourceMappings"]]:
        with ignore_errors("ResourceNotFoundException"):
            functions.delete_event_source_mapping(UUID=mapping["UUID"])
            yield f"queue mapping {mapping['UUID']}"


def _remove_apis(gateway: Any, names: Names) -> Iterator[str]:
    pages = gateway.get_paginator("get_apis").paginate()
    for api in [api for page in pages for api in page["Items"] if api["Name"] == names.api]:
        gateway.delete_api(ApiId=api["ApiId"])
        yield f"API {names.api} ({api['ApiId']})"


def _remove_functions(functions: Any, names: Names) -> Iterator[str]:
    ours = re.compile(re.escape(names.function("#")).replace(r"\#", r"[a-z0-9-]+"))
    pages = functions.get_paginator("list_functions").paginate()
    for name in [function["FunctionName"] for page in pages for function in page["Functions"]]:
        if ours.fullmatch(name):
            functions.delete_function(FunctionName=name)
            yield f"function {name}"


def _remove_roles(iam: Any, names: Names) -> Iterator[str]:
    """Removes the functions' own roles. All topologies of the sandbox share tc's roles named tc-base-..."""
    ours = re.compile(rf"tc-petavatar-[a-z]+-{names.sandbox}")
    pages = iam.get_paginator("list_roles").paginate()
    for role in [role["RoleName"] for page in pages for role in page["Roles"] if ours.fullmatch(role["RoleName"])]:
        delete_role(iam, role)
        yield f"role {role}"
    pages = iam.get_paginator("list_policies").paginate(Scope="Local")
    for policy in [policy for page in pages for policy in page["Policies"] if ours.fullmatch(policy["PolicyName"])]:
        arn = policy["Arn"]
        for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        iam.delete_policy(PolicyArn=arn)
        yield f"policy {policy['PolicyName']}"

"""Compares the rights of a role with those that it needs."""

from collections.abc import Iterator, Mapping
from typing import Any

type Right = tuple[str, str]
"""An action, and a pattern of resources."""


def granted_to(iam: Any, role: str) -> set[Right]:
    """The rights from a role's policies, both inline and attached."""
    rights: set[Right] = set()
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        rights |= set(_rights(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]))
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
        rights |= set(_rights(document))
    return rights


def missing_and_more(granted: set[Right], policy: Mapping[str, Any]) -> tuple[str, str]:
    """The actions that the role lacks, and those that it does not need, each as a list in words."""
    needed = set(_rights(policy))
    return _action_list(needed - granted), _action_list(granted - needed)


def _rights(policy: Mapping[str, Any]) -> Iterator[Right]:
    for statement in _as_list(policy["Statement"]):
        if statement["Effect"] == "Allow":
            for action in _as_list(statement.get("Action", [])):
                for resource in _as_list(statement.get("Resource", [])):
                    yield action, resource


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _action_list(rights: set[Right]) -> str:
    return ", ".join(sorted({action for action, _ in rights}))

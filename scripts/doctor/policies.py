"""What a role may do, compared with what it must be able to."""

from collections.abc import Iterator, Mapping
from typing import Any

type Right = tuple[str, str]
"""An action, and a pattern of resources."""


def granted_to(iam: Any, role: str) -> set[Right]:
    """The rights that a role's policies give, its own ones and those attached to it."""
    rights: set[Right] = set()
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        rights |= set(_rights(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]))
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
        rights |= set(_rights(document))
    return rights


def missing_and_more(granted: set[Right], policy: Mapping[str, Any]) -> tuple[str, str]:
    """The actions that a policy names and a role lacks, and those that the role has beyond it; in words."""
    needed = set(_rights(policy))
    return _words(needed - granted), _words(granted - needed)


def _rights(policy: Mapping[str, Any]) -> Iterator[Right]:
    for statement in _many(policy["Statement"]):
        if statement["Effect"] == "Allow":
            for action in _many(statement.get("Action", [])):
                for resource in _many(statement.get("Resource", [])):
                    yield action, resource


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _words(rights: set[Right]) -> str:
    return ", ".join(sorted({action for action, _ in rights}))

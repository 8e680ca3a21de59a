"""What a template's values are made of: references, substitutions, logical ids."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from deployment.names import Names

type Json = dict[str, Any]

ACCOUNT: Final = "${AWS::AccountId}"
REGION: Final = "${AWS::Region}"
NOTHING: Final = {"Ref": "AWS::NoValue"}
_SUBSTITUTED: Final = re.compile(r"\$\{[A-Za-z]")


def template_names(sandbox: str) -> Names:
    """A sandbox's names in whichever account and region the stack is made.

    Raises:
        InvalidSandboxError: if the sandbox's name is invalid.
    """
    return Names(ACCOUNT, REGION, sandbox)


def ref(logical_id: str) -> Json:
    """What identifies a resource, or a parameter's value."""
    return {"Ref": logical_id}


def attribute(logical_id: str, name: str) -> Json:
    """An attribute of a resource."""
    return {"Fn::GetAtt": [logical_id, name]}


def if_(condition: str, then: Any, otherwise: Any = NOTHING) -> Json:
    """One of two values, by a condition of the template."""
    return {"Fn::If": [condition, then, otherwise]}


def resource(kind: str, properties: Mapping[str, Any], **attributes: Any) -> Json:
    """A resource of a type, with attributes such as `Condition` beside its properties; empty ones are left out."""
    return {"Type": kind, **{key: value for key, value in attributes.items() if value}, "Properties": dict(properties)}


def logical(*names: str) -> str:
    """A logical id from names with hyphens, slashes or braces: `status-handler` becomes `StatusHandler`."""
    words = re.findall(r"[A-Za-z0-9]+", " ".join(names))
    return "".join(word[0].upper() + word[1:] for word in words)


def policy(*statements: Mapping[str, Any]) -> Json:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": [dict(statement) for statement in statements]}


def pascal(value: Any, keep: Iterable[str] = ()) -> Any:
    """The members of a request as CloudFormation spells them; what lies under the names in `keep` stays as it is."""
    if isinstance(value, Mapping):
        return {
            key[0].upper() + key[1:]: dict(each) if key in keep else pascal(each, keep) for key, each in value.items()
        }
    return [pascal(each, keep) for each in value] if isinstance(value, list) else value


def substituted(value: Any) -> Any:
    """A value whose texts with `${...}` are filled in by CloudFormation."""
    if isinstance(value, Mapping):
        return {key: substituted(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [substituted(each) for each in value]
    return {"Fn::Sub": value} if isinstance(value, str) and _SUBSTITUTED.search(value) else value

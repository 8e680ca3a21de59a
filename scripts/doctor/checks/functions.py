"""The functions and their roles: as infra/ and functions/ say."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from deployment.topology import Function
from scripts.doctor.findings import Check, Flaw, Level
from scripts.doctor.policies import granted_to, missing_and_more
from scripts.doctor.sandbox import Sandbox

_RUNTIME: Final = "python3.13"
_ARCHITECTURE: Final = "arm64"
_PARAMETER: Final = "ssm:"
_ASK_FOR_QUOTA: Final = (
    "aws service-quotas request-service-quota-increase --service-code lambda"
    " --quota-code L-B99A9384 --desired-value 1000"
)
# New accounts start with 10. Workers take up to 10 (scripts/post_deploy.py), and the API needs some beside them.
_ENOUGH: Final = 50


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Each function's settings, and the rights of its role."""
    for function in sandbox.topology.functions.values():
        name, role = sandbox.topology.lambda_name(function.name), sandbox.topology.role_name(function.name)
        look = partial(_configured, function=function, name=name)
        yield Check(subject=f"function {name}", sound="it is as its files say", look=look, mend=sandbox.deploy)
        rights = partial(_rights, role=role, policy=function.policy)
        yield Check(subject=f"role {role}", sound="it may do what it must, no more", look=rights, mend=sandbox.deploy)
    yield Check(
        subject="Lambda's concurrency", sound="it is more than the workers' cap", look=_concurrency, mend=_ASK_FOR_QUOTA
    )


def _configured(sandbox: Sandbox, *, function: Function, name: str) -> Iterator[Flaw]:
    found = sandbox.client("lambda").get_function_configuration(FunctionName=name)
    if sandbox.on_aws:
        if found["Runtime"] != _RUNTIME:
            yield Flaw(f"it runs on {found['Runtime']}, not on {_RUNTIME}")
        if found["Architectures"] != [_ARCHITECTURE]:
            # tc sets it when a function is made, and never again.
            yield Flaw(f"it is not built for {_ARCHITECTURE}", mend=f"delete the function, then {sandbox.deploy}")
    if found["Timeout"] != function.timeout:
        yield Flaw(f"its timeout is {found['Timeout']} s, not {function.timeout} s")
    if found["MemorySize"] != function.memory:
        yield Flaw(f"its memory is {found['MemorySize']} MB, not {function.memory} MB", Level.WARNING)
    if "Failed" in (found.get("State"), found.get("LastUpdateStatus")):
        yield Flaw("its last deployment failed")
    if found.get("TracingConfig", {}).get("Mode") != "Active":
        yield Flaw("its traces are off", Level.WARNING, sandbox.finish)
    variables = found.get("Environment", {}).get("Variables", {})
    stray = sorted(key for key, value in _expected(sandbox, function).items() if variables.get(key) != value)
    if stray:
        yield Flaw(f"of its environment, {', '.join(stray)} is missing or not what it should be")


def _expected(sandbox: Sandbox, function: Function) -> Mapping[str, str]:
    def resolved(value: str) -> str:
        return sandbox.parameter(value.removeprefix(_PARAMETER)) if value.startswith(_PARAMETER) else value

    return {name: resolved(value) for name, value in function.environment.items()}


def _rights(sandbox: Sandbox, *, role: str, policy: Mapping[str, Any]) -> Iterator[Flaw]:
    missing, more = missing_and_more(granted_to(sandbox.client("iam"), role), policy)
    if missing:
        yield Flaw(f"it lacks rights: {missing}")
    if more:
        yield Flaw(f"it has rights that it does not need: {more}", Level.WARNING)


def _concurrency(sandbox: Sandbox) -> Iterator[Flaw]:
    limit = sandbox.client("lambda").get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    if limit < _ENOUGH:
        yield Flaw(f"only {limit} functions of this account may run at once", Level.WARNING)

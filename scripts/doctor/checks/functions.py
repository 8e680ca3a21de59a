"""Checks of the functions and their roles against infra/ and functions/."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from deployment.ignore_errors import ignore_errors
from deployment.stack.functions import function_policy
from deployment.topology import Function
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.policies import granted_to, missing_and_more
from scripts.doctor.sandbox import Sandbox

_RUNTIME: Final = "python3.13"
_ARCHITECTURE: Final = "arm64"
_PARAMETER: Final = "ssm:"
_ASK_FOR_QUOTA: Final = (
    "aws service-quotas request-service-quota-increase --service-code lambda"
    " --quota-code L-B99A9384 --desired-value 1000"
)
# New accounts start with 10. Workers use up to 10 (scripts/post_deploy.py), and the API needs some too.
_MIN_CONCURRENCY: Final = 50


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of each function's settings and of its role's rights."""
    for function in sandbox.topology.functions.values():
        name, role = sandbox.topology.lambda_name(function.name), sandbox.topology.role_name(function.name)
        settings = partial(_configured, function=function, name=name)
        yield Check(subject=f"function {name}", ok="its settings match its files", inspect=settings, fix=sandbox.deploy)
        rights = partial(_rights, role=role, policy=function.policy)
        yield Check(
            subject=f"role {role}", ok="it has only the rights that it needs", inspect=rights, fix=sandbox.deploy
        )
    for role, policy in sandbox.topology.base_roles.items():
        narrow = partial(_no_more_rights, role=role, policy=policy)
        yield Check(
            subject=f"role {role}", ok="it has no more rights than it needs", inspect=narrow, fix=sandbox.deploy
        )
    yield CONCURRENCY


def _configured(sandbox: Sandbox, *, function: Function, name: str) -> Iterator[Issue]:
    found = sandbox.client("lambda").get_function_configuration(FunctionName=name)
    if sandbox.on_aws:
        if found["Runtime"] != _RUNTIME:
            yield Issue(f"it runs on {found['Runtime']}, not on {_RUNTIME}")
        if found["Architectures"] != [_ARCHITECTURE]:
            # tc sets it only when it creates a function.
            yield Issue(f"it is not built for {_ARCHITECTURE}", fix=f"delete the function, then {sandbox.deploy}")
    if found["Timeout"] != function.timeout:
        yield Issue(f"its timeout is {found['Timeout']} s, not {function.timeout} s")
    if found["MemorySize"] != function.memory:
        yield Issue(f"its memory is {found['MemorySize']} MB, not {function.memory} MB", Level.WARNING)
    if "Failed" in (found.get("State"), found.get("LastUpdateStatus")):
        yield Issue("its last deployment failed")
    if found.get("TracingConfig", {}).get("Mode") != "Active":
        yield Issue("its traces are off", Level.WARNING, sandbox.finish)
    variables = found.get("Environment", {}).get("Variables", {})
    wrong = sorted(key for key, value in _expected(sandbox, function).items() if variables.get(key) != value)
    if wrong:
        yield Issue(f"environment variables missing or wrong: {', '.join(wrong)}")


def _expected(sandbox: Sandbox, function: Function) -> Mapping[str, str]:
    def resolved(value: str) -> str:
        return sandbox.parameter(value.removeprefix(_PARAMETER)) if value.startswith(_PARAMETER) else value

    return {name: resolved(value) for name, value in function.environment.items()}


def _rights(sandbox: Sandbox, *, role: str, policy: Mapping[str, Any]) -> Iterator[Issue]:
    wanted = function_policy(policy) if sandbox.by_stack else policy
    missing, more = missing_and_more(granted_to(sandbox.client("iam"), role), wanted)
    if missing:
        yield Issue(f"it lacks rights: {missing}")
    if more:
        yield Issue(f"it has rights that it does not need: {more}", Level.WARNING)


def _no_more_rights(sandbox: Sandbox, *, role: str, policy: Mapping[str, Any]) -> Iterator[Issue]:
    """Looks at a role that tc makes for every sandbox; what replaces tc makes none."""
    with ignore_errors("NoSuchEntity"):
        yield from _rights(sandbox, role=role, policy=policy)


def _concurrency(sandbox: Sandbox) -> Iterator[Issue]:
    limit = sandbox.client("lambda").get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    if limit < _MIN_CONCURRENCY:
        yield Issue(f"only {limit} functions of this account can run at once", Level.WARNING)


CONCURRENCY: Final = Check(
    subject="Lambda's concurrency", ok="it is above the workers' cap", inspect=_concurrency, fix=_ASK_FOR_QUOTA
)
"""The check of the account, which needs no deployment."""

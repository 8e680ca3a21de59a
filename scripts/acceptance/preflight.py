"""What can be known before anything costs: credentials, account, region, and the sandbox by the doctor's checks."""

from collections.abc import Iterator
from functools import cached_property

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from deployment.connection import Connection, NoRegionError
from deployment.finish import find_api
from deployment.workers import MAXIMUM_CONCURRENCY
from petavatar.aws import error_code
from scripts.acceptance import account
from scripts.doctor.__main__ import diagnose
from scripts.doctor.checks import functions, models, quotas
from scripts.doctor.findings import Check, Finding, Level, examine
from scripts.doctor.sandbox import Sandbox

_LOGIN = "sign in again (aws sso login, aws login), or get new keys; AWS_PROFILE chooses a profile"
_EXPIRED = (SSOTokenLoadError, TokenRetrievalError, UnauthorizedSSOTokenError)


class CannotStartError(RuntimeError):
    """Nothing can be checked. `finding` says why, and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.what)
        self.finding = finding


class PlannedSandbox(Sandbox):
    """A sandbox of which nothing is deployed: it is judged with the settings that it will get."""

    @cached_property
    def workers(self) -> int | None:
        """How many workers `post_deploy` will let run at once."""
        return MAXIMUM_CONCURRENCY

    @cached_property
    def has_agent(self) -> bool:
        """It has none yet."""
        return False


def connect(sandbox: str, region: str | None) -> Connection:
    """Connects to AWS.

    Raises:
        CannotStartError: without a region, or with credentials that AWS does not take.
        InvalidSandboxError: if the sandbox's name is invalid.
    """
    try:
        return Connection.open(sandbox, region)
    except NoRegionError as error:
        raise CannotStartError(Finding(Level.FAULT, "region", "none is set", str(error))) from error
    except (ClientError, BotoCoreError) as error:
        raise CannotStartError(Finding(Level.FAULT, "credentials", *_refusal(error))) from error


def _refusal(error: ClientError | BotoCoreError) -> tuple[str, str]:
    """What is wrong with the credentials, and how to fix it."""
    code = error_code(error) if isinstance(error, ClientError) else ""
    if code.startswith(("ExpiredToken", "RequestExpired")) or isinstance(error, _EXPIRED):
        return "they have expired", _LOGIN
    if code:
        return f"AWS does not take them ({code})", _LOGIN
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return "there are none, or only a part of them", _LOGIN
    if isinstance(error, EndpointConnectionError):
        return "nobody could be asked about them: AWS can't be reached", "check the network and the region's name"
    return f"they can't be used: {str(error).rstrip('.')}", _LOGIN


def preflight(sandbox: Sandbox) -> Iterator[Finding]:
    """All findings, also those of passed checks. It only reads, and calls no model."""
    yield _identity(sandbox)
    for check in account.checks(sandbox):
        yield from examine(check, sandbox)
    if is_deployed(sandbox):
        yield from diagnose(sandbox)
        return
    planned = PlannedSandbox(sandbox.connect, sandbox.names)
    for check in _account_wide(planned):
        yield from examine(check, planned)
    yield Finding(
        Level.FAULT,
        f"sandbox {sandbox.names.sandbox}",
        "nothing of it is deployed here",
        "docs/deploy.md, steps 2 to 5",
    )


def is_deployed(sandbox: Sandbox) -> bool:
    """Whether there is anything of the sandbox; what is missing then, the doctor says."""
    try:
        sandbox.client("s3").head_bucket(Bucket=sandbox.names.upload_bucket)
    except ClientError as error:
        missing = error_code(error) in ("404", "NoSuchBucket")
        return not missing or find_api(sandbox.client("apigatewayv2"), sandbox.names) is not None
    return True


def _identity(sandbox: Sandbox) -> Finding:
    arn = str(sandbox.client("sts").get_caller_identity()["Arn"])
    what = f"{arn} in {sandbox.names.region}"
    if sandbox.on_aws and arn.endswith(":root"):
        return Finding(
            Level.WARNING, "credentials", f"they are the account's root: {what}", "use a role: docs/rights.md"
        )
    return Finding(Level.OK, "credentials", what)


def _account_wide(sandbox: Sandbox) -> Iterator[Check]:
    """The doctor's checks that need no deployment."""
    if not sandbox.is_emulated("bedrock"):
        yield from models.checks(sandbox)
    if not sandbox.is_emulated("service-quotas"):
        yield from quotas.checks(sandbox)
    yield functions.CONCURRENCY

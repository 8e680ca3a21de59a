"""The user's AWS credentials: whether they work, and if not, what fixes it, in one sentence."""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from local.models.choice import BedrockChoice
from petavatar.aws import error_code

BEARER: Final = "AWS_BEARER_TOKEN_BEDROCK"
"""The environment variable with an API key of Bedrock's, which comes before all other credentials."""
_CONFIG: Final = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 2})
_REGION: Final = "us-east-1"
_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_UNKNOWN: Final = frozenset({"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"})


class CredentialsError(RuntimeError):
    """Credentials that do not work; the text is one sentence with what fixes it."""


def checked_choice(profile: str | None, region: str | None, max_usd: float) -> BedrockChoice:
    """A choice of Bedrock's models with credentials that work; the profile's own region if none is named.

    Raises:
        CredentialsError: if they don't work.
    """
    if region is None:
        with suppress(ProfileNotFound):
            region = boto3.Session(profile_name=profile).region_name
    choice = BedrockChoice(profile=profile, region=region or _REGION, max_usd=max_usd)
    check_credentials(choice, os.environ)
    return choice


def check_credentials(choice: BedrockChoice, environ: Mapping[str, str]) -> None:
    """Asks AWS whose the credentials are, which costs nothing. A Bedrock API key can't be checked without a call.

    Raises:
        CredentialsError: if they don't work.
    """
    if environ.get(BEARER):
        return
    try:
        session = boto3.Session(profile_name=choice.profile)
        if session.get_credentials() is None:
            raise NoCredentialsError
        session.client("sts", region_name=choice.region, config=_CONFIG).get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise CredentialsError(reason_of(error, choice)) from error


def reason_of(error: Exception, choice: BedrockChoice) -> str:
    """What is wrong with the credentials, or with the way to AWS."""
    profile = f"--profile {choice.profile}" if choice.profile else "the default profile"
    login = f"aws sso login{f' --profile {choice.profile}' if choice.profile else ''}"
    if isinstance(error, ProfileNotFound):
        return f"There is no AWS profile {choice.profile}: `aws configure list-profiles` shows those that there are."
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return f"There are no AWS credentials for {profile}: `aws configure` or `{login}` sets them up."
    if isinstance(error, SSOError | TokenRetrievalError):
        return f"The AWS login of {profile} has run out: `{login}` renews it."
    if isinstance(error, HTTPClientError | ConnectionError):
        return f"AWS can't be reached in {choice.region}: check the network, the proxy, and whether --region is right."
    code = error_code(error) if isinstance(error, ClientError) else type(error).__name__
    return refusal(code, choice) or f"AWS does not take the credentials of {profile} ({code})."


def refusal(code: str, choice: BedrockChoice, model_id: str = "", region: str = "") -> str:
    """What an error code of an answer means for the user; empty if it is nothing that they can change.

    Args:
        code: the code.
        choice: the profile and the regions.
        model_id: the model that was called, if one was.
        region: where it was called.
    """
    profile = f"profile {choice.profile}" if choice.profile else "the default profile"
    if code in _EXPIRED:
        option = f" --profile {choice.profile}" if choice.profile else ""
        return f"The AWS credentials of {profile} have expired: renew them (`aws sso login{option}`) and start again."
    if code in _UNKNOWN:
        return f"AWS does not know the credentials of {profile}: check the access key (`aws configure list`)."
    if code == "AccessDeniedException" and model_id:
        return (
            f"{profile[0].upper()}{profile[1:]} may not call {model_id} in {region}: it needs the right "
            "bedrock:InvokeModel, and the account needs access to the model (Bedrock console, Model access)."
        )
    if code == "ResourceNotFoundException" and model_id:
        return f"{model_id} is not available in {region}: choose another --region."
    return ""

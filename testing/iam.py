"""The permissions that a request to AWS needs, and those that a role's policy grants."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from deployment.names import Names
from testing.observer import Exchange

_CREDENTIAL: Final = re.compile(
    r"(?P<key>[A-Z0-9]{16,})/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request"
)
_APP: Final = re.compile(r"\bapp/(\S+)")
_FORM_FIELD: Final = re.compile(rb'name="([^"]+)"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)\r\n')
_PROFILE_AREA: Final = re.compile(r"^(?:us|us-gov|eu|apac|jp|au|ca|global)\.")
_S3_ACTIONS: Final = {
    "GET": "s3:GetObject",
    "HEAD": "s3:GetObject",
    "PUT": "s3:PutObject",
    "DELETE": "s3:DeleteObject",
}
_AGENTCORE_ACTIONS: Final = {"invocations": "InvokeAgentRuntime", "stopruntimesession": "StopRuntimeSession"}


@dataclass(frozen=True, slots=True)
class Access:
    """An IAM action on a resource, given by its ARN."""

    action: str
    resource: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One action that a statement allows on one pattern of resources."""

    sid: str
    action: str
    pattern: str

    def covers(self, access: Access) -> bool:
        """Whether it allows an access. `*` matches any characters, `?` any single one."""
        regex = re.escape(self.pattern).replace(r"\*", ".*").replace(r"\?", ".")
        return self.action == access.action and re.fullmatch(regex, access.resource, re.DOTALL) is not None


def grants(policy: Mapping[str, Any]) -> list[Grant]:
    """Everything that a policy allows.

    Raises:
        ValueError: if it has more than plain permissions, which this module can't judge.
    """
    found = []
    for statement in policy["Statement"]:
        if statement["Effect"] != "Allow" or statement.keys() - {"Sid", "Effect", "Action", "Resource"}:
            raise ValueError(f"statement {statement.get('Sid')} is more than a permission")
        resources = statement["Resource"]
        found += [
            Grant(statement["Sid"], action, pattern)
            for action in statement["Action"]
            for pattern in ([resources] if isinstance(resources, str) else resources)
        ]
    return found


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a request, for which service and region. `app` is the SDK's configured application id."""

    access_key_id: str
    region: str
    service: str
    app: str


def signature_of(exchange: Exchange) -> Signature:
    """The signature in a request's header, in its presigned URL, or in the form of a presigned POST."""
    fields = _form(exchange)
    query = {name.lower(): values[0] for name, values in parse_qs(urlsplit(exchange.url).query).items()}
    text = exchange.headers.get("authorization") or query.get("x-amz-credential") or fields.get("x-amz-credential", "")
    found = _CREDENTIAL.search(text)
    if found is None:
        raise ValueError(f"{exchange.method} {exchange.url} is not signed")
    app = _APP.search(exchange.headers.get("user-agent", ""))
    return Signature(found["key"], found["region"], found["service"], app[1] if app else "")


def accesses(exchange: Exchange, names: Names) -> Iterator[Access]:
    """The accesses that a request needs permission for."""
    signature = signature_of(exchange)
    read = _READERS.get(signature.service)
    if read is None:
        raise ValueError(f"unknown service {signature.service}: {exchange.method} {exchange.url}")
    yield from read(exchange, signature, names)


def _form(exchange: Exchange) -> dict[str, str]:
    if not exchange.headers.get("content-type", "").startswith("multipart/form-data"):
        return {}
    return {name.decode().lower(): value.decode(errors="replace") for name, value in _FORM_FIELD.findall(exchange.body)}


def _operation(exchange: Exchange) -> tuple[str, dict[str, Any]]:
    """The operation and parameters of a request to a service with a JSON protocol."""
    return exchange.headers["x-amz-target"].rpartition(".")[2], json.loads(exchange.body)


def _s3(exchange: Exchange, _: Signature, __: Names) -> Iterator[Access]:
    bucket, *rest = unquote(urlsplit(exchange.url).path).removeprefix("/").split("/", 1)
    key = "".join(rest)
    if exchange.method == "POST" and not key:
        yield Access("s3:PutObject", f"arn:aws:s3:::{bucket}/{_form(exchange)['key']}")
    elif key:
        if source := exchange.headers.get("x-amz-copy-source"):
            yield Access("s3:GetObject", f"arn:aws:s3:::{unquote(source).removeprefix('/')}")
        yield Access(_S3_ACTIONS[exchange.method], f"arn:aws:s3:::{bucket}/{key}")
    else:
        yield Access("s3:ListBucket", f"arn:aws:s3:::{bucket}")


def _dynamodb(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Access]:
    operation, parameters = _operation(exchange)
    tables = f"arn:aws:dynamodb:{signature.region}:{names.account}:table"
    if operation == "TransactWriteItems":
        # A transaction needs the rights of its writes, and none of its own.
        for ((kind, write),) in (each.items() for each in parameters["TransactItems"]):
            yield Access(f"dynamodb:{kind}Item", f"{tables}/{write['TableName']}")
        return
    index = f"/index/{parameters['IndexName']}" if "IndexName" in parameters else ""
    yield Access(f"dynamodb:{operation}", f"{tables}/{parameters['TableName']}{index}")


def _sqs(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Access]:
    operation, parameters = _operation(exchange)
    queue = parameters["QueueUrl"].rpartition("/")[2]
    yield Access(f"sqs:{operation}", f"arn:aws:sqs:{signature.region}:{names.account}:{queue}")


def _events(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Access]:
    operation, parameters = _operation(exchange)
    for entry in parameters["Entries"]:
        bus = entry.get("EventBusName", "default")
        yield Access(f"events:{operation}", f"arn:aws:events:{signature.region}:{names.account}:event-bus/{bus}")


def _secrets(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Access]:
    operation, parameters = _operation(exchange)
    secret = parameters["SecretId"]
    # AWS looks a name up, and finds an ARN with six more characters.
    named = f"arn:aws:secretsmanager:{signature.region}:{names.account}:secret:{secret}-AbCdEf"
    yield Access(f"secretsmanager:{operation}", secret if secret.startswith("arn:") else named)


def _bedrock(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Access]:
    model = unquote(urlsplit(exchange.url).path).split("/")[2]
    foundation = _PROFILE_AREA.sub("", model)
    if foundation != model:
        profile = f"arn:aws:bedrock:{signature.region}:{names.account}:inference-profile/{model}"
        yield Access("bedrock:InvokeModel", profile)
    # Converse needs the right to InvokeModel. A profile also needs that of its model, in every region.
    yield Access("bedrock:InvokeModel", f"arn:aws:bedrock:{signature.region}::foundation-model/{foundation}")


def _agentcore(exchange: Exchange, _: Signature, __: Names) -> Iterator[Access]:
    path = unquote(urlsplit(exchange.url).path)
    runtime, operation = path.removeprefix("/runtimes/").rsplit("/", 1)
    yield Access(f"bedrock-agentcore:{_AGENTCORE_ACTIONS[operation]}", runtime)


_READERS: Final[dict[str, Callable[[Exchange, Signature, Names], Iterator[Access]]]] = {
    "s3": _s3,
    "dynamodb": _dynamodb,
    "sqs": _sqs,
    "events": _events,
    "secretsmanager": _secrets,
    "bedrock": _bedrock,
    "bedrock-agentcore": _agentcore,
}

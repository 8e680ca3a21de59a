"""What a request to AWS needs the right to do, and what a role's policy gives the right to."""

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


@dataclass(frozen=True, slots=True)
class Deed:
    """An IAM action on the resource with this ARN."""

    action: str
    resource: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One action on one pattern of resources that a statement allows."""

    sid: str
    action: str
    pattern: str

    def covers(self, deed: Deed) -> bool:
        """Whether it allows a deed. `*` stands for any characters, `?` for any one."""
        regex = re.escape(self.pattern).replace(r"\*", ".*").replace(r"\?", ".")
        return self.action == deed.action and re.fullmatch(regex, deed.resource, re.DOTALL) is not None


def grants(policy: Mapping[str, Any]) -> list[Grant]:
    """All that a policy allows.

    Raises:
        ValueError: if it has more than plain permissions, which nothing here could judge.
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
    """Who signed a request, for which service and region. `app` is what the SDK was told to call itself."""

    access_key_id: str
    region: str
    service: str
    app: str


def signature_of(exchange: Exchange) -> Signature:
    """The signature in a request's header, in its presigned address, or in the form of a presigned POST."""
    fields = _form(exchange)
    query = {name.lower(): values[0] for name, values in parse_qs(urlsplit(exchange.url).query).items()}
    text = exchange.headers.get("authorization") or query.get("x-amz-credential") or fields.get("x-amz-credential", "")
    found = _CREDENTIAL.search(text)
    if found is None:
        raise ValueError(f"{exchange.method} {exchange.url} is not signed")
    app = _APP.search(exchange.headers.get("user-agent", ""))
    return Signature(found["key"], found["region"], found["service"], app[1] if app else "")


def deeds(exchange: Exchange, names: Names) -> Iterator[Deed]:
    """All that a request needs the right to do."""
    signature = signature_of(exchange)
    make = _DEEDS.get(signature.service)
    if make is None:
        raise ValueError(f"nothing is known of {signature.service}: {exchange.method} {exchange.url}")
    yield from make(exchange, signature, names)


def _form(exchange: Exchange) -> dict[str, str]:
    if not exchange.headers.get("content-type", "").startswith("multipart/form-data"):
        return {}
    return {name.decode().lower(): value.decode(errors="replace") for name, value in _FORM_FIELD.findall(exchange.body)}


def _operation(exchange: Exchange) -> tuple[str, dict[str, Any]]:
    """The operation and parameters of a service that speaks JSON."""
    return exchange.headers["x-amz-target"].rpartition(".")[2], json.loads(exchange.body)


def _s3(exchange: Exchange, _: Signature, __: Names) -> Iterator[Deed]:
    bucket, *rest = unquote(urlsplit(exchange.url).path).removeprefix("/").split("/", 1)
    key = "".join(rest)
    if exchange.method == "POST" and not key:
        yield Deed("s3:PutObject", f"arn:aws:s3:::{bucket}/{_form(exchange)['key']}")
    elif key:
        yield Deed(_S3_ACTIONS[exchange.method], f"arn:aws:s3:::{bucket}/{key}")
    else:
        yield Deed("s3:ListBucket", f"arn:aws:s3:::{bucket}")


def _dynamodb(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Deed]:
    operation, parameters = _operation(exchange)
    table = f"arn:aws:dynamodb:{signature.region}:{names.account}:table/{parameters['TableName']}"
    yield Deed(f"dynamodb:{operation}", table)


def _sqs(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Deed]:
    operation, parameters = _operation(exchange)
    queue = parameters["QueueUrl"].rpartition("/")[2]
    yield Deed(f"sqs:{operation}", f"arn:aws:sqs:{signature.region}:{names.account}:{queue}")


def _events(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Deed]:
    operation, parameters = _operation(exchange)
    for entry in parameters["Entries"]:
        bus = entry.get("EventBusName", "default")
        yield Deed(f"events:{operation}", f"arn:aws:events:{signature.region}:{names.account}:event-bus/{bus}")


def _secrets(exchange: Exchange, _: Signature, __: Names) -> Iterator[Deed]:
    operation, parameters = _operation(exchange)
    yield Deed(f"secretsmanager:{operation}", parameters["SecretId"])


def _bedrock(exchange: Exchange, signature: Signature, names: Names) -> Iterator[Deed]:
    model = unquote(urlsplit(exchange.url).path).split("/")[2]
    foundation = _PROFILE_AREA.sub("", model)
    if foundation != model:
        profile = f"arn:aws:bedrock:{signature.region}:{names.account}:inference-profile/{model}"
        yield Deed("bedrock:InvokeModel", profile)
    # The right to Converse is the right to InvokeModel. A profile needs its model's, wherever it is served.
    yield Deed("bedrock:InvokeModel", f"arn:aws:bedrock:{signature.region}::foundation-model/{foundation}")


def _agentcore(exchange: Exchange, _: Signature, __: Names) -> Iterator[Deed]:
    runtime = unquote(urlsplit(exchange.url).path).removeprefix("/runtimes/").removesuffix("/invocations")
    yield Deed("bedrock-agentcore:InvokeAgentRuntime", runtime)


_DEEDS: Final[dict[str, Callable[[Exchange, Signature, Names], Iterator[Deed]]]] = {
    "s3": _s3,
    "dynamodb": _dynamodb,
    "sqs": _sqs,
    "events": _events,
    "secretsmanager": _secrets,
    "bedrock": _bedrock,
    "bedrock-agentcore": _agentcore,
}

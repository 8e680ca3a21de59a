"""Checks the signatures of requests to AWS (Signature Version 4), with botocore's own signer.

Three kinds are known: in the `Authorization` header, in the query of a presigned S3 address, and in the form of an
S3 upload. What the policy of such a form allows is the storage's to check.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self
from urllib.parse import parse_qsl

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SecretOf = Callable[[str, str], str | None]
"""The secret of an access key id that came with this session token (or ""); None if there is no such key."""

_HEADER: Final = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<credential>[^,\s]+), *"
    r"SignedHeaders=(?P<headers>[^,\s]+), *Signature=(?P<signature>\S+)"
)
_SCOPE: Final = re.compile(r"(\w+)/(\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request", re.ASCII)
_TIMESTAMP: Final = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_UNSIGNED: Final = frozenset({"UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"})
_SKEW: Final = timedelta(minutes=15)
_LONGEST: Final = timedelta(days=7)


class SignatureError(Exception):
    """A request that is refused.

    Attributes:
        code: AWS's name for the reason.
        service: the service that the request was signed for, as far as is known.
    """

    def __init__(self, code: str, message: str, service: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.service = service


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it came: header names in lower case, several values of one name joined by commas."""

    method: str
    raw_path: str
    query: str
    headers: Mapping[str, str]

    def url(self, query: str) -> str:
        """The address that was asked for, with a query of the caller's choice; neither has a fragment."""
        address = f"{self.raw_path}?{query}" if query else self.raw_path
        return f"http://{self.headers.get('host', '')}{address.replace('#', '%23')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who says to have signed, when, for what, and how that looks."""

    access_key_id: str
    region: str
    service: str
    timestamp: str
    signed_at: datetime
    digest: str

    @classmethod
    def of(cls, credential: str, timestamp: str, digest: str) -> Self:
        """Reads the parts.

        Raises:
            SignatureError: if one of them is malformed.
        """
        scope = _SCOPE.fullmatch(credential)
        signed_at = _time(timestamp)
        if scope is None or signed_at is None or scope[2] != timestamp[:8] or not _DIGEST.fullmatch(digest):
            raise SignatureError("IncompleteSignature", "The request's signature is malformed.")
        return cls(
            access_key_id=scope[1],
            region=scope[3],
            service=scope[4],
            timestamp=timestamp,
            signed_at=signed_at,
            digest=digest,
        )

    def check_time(self, now: datetime, lifetime: timedelta = _SKEW) -> None:
        """Refuses what was signed too long ago, or in the future.

        Raises:
            SignatureError: if so.
        """
        if not self.signed_at - _SKEW <= now <= self.signed_at + lifetime:
            raise SignatureError("RequestExpired", "The request's signature is not valid at this time.", self.service)

    def check(self, signer: SigV4Auth, request: AWSRequest, text: str | None = None) -> None:
        """Compares the signature with the one that the signer makes.

        Args:
            signer: has the secret.
            request: what was signed.
            text: the text that was signed, if that is not made from the request.

        Raises:
            SignatureError: if they differ.
        """
        request.context["timestamp"] = self.timestamp
        text = text or signer.string_to_sign(request, signer.canonical_request(request))
        if not hmac.compare_digest(signer.signature(text, request), self.digest):
            raise SignatureError("SignatureDoesNotMatch", "The request's signature is wrong.", self.service)


class Verifier:
    """Knows the keys, and checks what was signed with them."""

    def __init__(self, secret_of: SecretOf) -> None:
        """Takes note of how to find a key's secret."""
        self._secret_of = secret_of

    def check_header(self, request: Request, body: bytes, now: datetime) -> None:
        """Checks a request that is signed in its `Authorization` header, with its body.

        Raises:
            SignatureError: if the signature is no good.
        """
        parts = _HEADER.fullmatch(request.headers["authorization"])
        if parts is None:
            raise SignatureError("IncompleteSignature", "The Authorization header is malformed.")
        signature = Signature.of(parts["credential"], request.headers.get("x-amz-date", ""), parts["signature"])
        credentials = self._credentials(signature, request.headers.get("x-amz-security-token", ""))
        signature.check_time(now)
        headers = _signed(request, parts["headers"])
        _check_body(headers.get("x-amz-content-sha256"), body, signature.service)
        kind = S3SigV4Auth if signature.service == "s3" else SigV4Auth
        signer = kind(credentials, signature.service, signature.region)
        signature.check(signer, AWSRequest(request.method, request.url(request.query), headers, body))

    def check_query(self, request: Request, now: datetime) -> None:
        """Checks a presigned S3 address, which says nothing of the body.

        Raises:
            SignatureError: if the signature is no good.
        """
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        signature = _named(query, "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature")
        credentials = self._credentials(signature, query.get("X-Amz-Security-Token", ""))
        signature.check_time(now, _lifetime(query.get("X-Amz-Expires", "")))
        if signature.service != "s3":
            raise SignatureError("SignatureDoesNotMatch", "Only addresses of S3 can be presigned.", signature.service)
        signer = S3SigV4QueryAuth(credentials, signature.service, signature.region, expires=0)
        rest = "&".join(pair for pair in request.query.split("&") if not pair.startswith("X-Amz-Signature="))
        headers = _signed(request, query.get("X-Amz-SignedHeaders", ""))
        signature.check(signer, AWSRequest(request.method, request.url(rest), headers))

    def check_form(self, fields: Mapping[str, str]) -> None:
        """Checks the fields of an S3 upload's form. Its policy says until when it is good, which S3 looks at.

        Raises:
            SignatureError: if the signature is no good.
        """
        signature = _named(fields, "x-amz-credential", "x-amz-date", "x-amz-signature")
        credentials = self._credentials(signature, fields.get("x-amz-security-token", ""))
        if signature.service != "s3" or not fields.get("policy"):
            raise SignatureError("AccessDenied", "A form needs a policy of S3.", "s3")
        signer = SigV4Auth(credentials, signature.service, signature.region)
        signature.check(signer, AWSRequest(), fields["policy"])

    def _credentials(self, signature: Signature, token: str) -> Credentials:
        secret = self._secret_of(signature.access_key_id, token)
        if secret is None:
            raise SignatureError("UnrecognizedClientException", "The access key is not known here.", signature.service)
        return Credentials(signature.access_key_id, secret)


def _time(timestamp: str) -> datetime | None:
    # Much faster than strptime.
    try:
        return datetime.fromisoformat(timestamp) if _TIMESTAMP.fullmatch(timestamp) else None
    except ValueError:
        return None


def _named(fields: Mapping[str, str], credential: str, date: str, digest: str) -> Signature:
    return Signature.of(fields.get(credential, ""), fields.get(date, ""), fields.get(digest, ""))


def _signed(request: Request, names: str) -> dict[str, str]:
    return {name: request.headers[name] for name in names.split(";") if name in request.headers}


def _lifetime(seconds: str) -> timedelta:
    lifetime = timedelta(seconds=int(seconds)) if re.fullmatch(r"[0-9]{1,6}", seconds) else None
    if lifetime is None or lifetime > _LONGEST:
        raise SignatureError("AuthorizationQueryParametersError", "X-Amz-Expires must be up to a week.", "s3")
    return lifetime


def _check_body(digest: str | None, body: bytes, service: str) -> None:
    if digest is not None and digest not in _UNSIGNED and digest != hashlib.sha256(body).hexdigest():
        raise SignatureError("XAmzContentSHA256Mismatch", "The body is not the one that was signed.", service)

"""A request with a signature reaches the engine only if the signature is right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from botocore.credentials import Credentials

from tests.unit.local.guard.guarded import BODY, OPERATOR, SESSION, Engine, code, form, presigned, signed


class TestSignedInTheHeader:
    @pytest.mark.parametrize("key", [OPERATOR, SESSION])
    def test_a_known_key_gets_through_with_its_body(self, url: str, client: httpx.Client, key: Credentials) -> None:
        answer = client.request(**signed(url, key))

        assert (answer.status_code, answer.json()["body"]) == (200, BODY.decode())

    @pytest.mark.parametrize(
        ("key", "refusal"),
        [
            (Credentials("test", "test"), "UnrecognizedClientException"),
            (Credentials("test", OPERATOR.secret_key), "UnrecognizedClientException"),
            (Credentials("000000000000", "test"), "UnrecognizedClientException"),
            (Credentials("000000000000", OPERATOR.secret_key), "UnrecognizedClientException"),
            (Credentials("AKIAUNKNOWN", "x"), "UnrecognizedClientException"),
            (Credentials(OPERATOR.access_key, "guessed"), "SignatureDoesNotMatch"),
            (Credentials(OPERATOR.access_key, OPERATOR.secret_key, "token"), "UnrecognizedClientException"),
            (Credentials(SESSION.access_key, "guessed", SESSION.token), "SignatureDoesNotMatch"),
            (Credentials(SESSION.access_key, SESSION.secret_key), "UnrecognizedClientException"),
            (Credentials(SESSION.access_key, SESSION.secret_key, "other"), "UnrecognizedClientException"),
        ],
    )
    def test_any_other_does_not(
        self, url: str, client: httpx.Client, engine: Engine, key: Credentials, refusal: str
    ) -> None:
        answer = client.request(**signed(url, key))

        assert (answer.status_code, code(answer), engine.came) == (403, refusal, [])

    @pytest.mark.parametrize(
        "change",
        [
            lambda request: request | {"content": b'{"TableName": "other"}'},
            lambda request: request | {"method": "PUT"},
            lambda request: request | {"url": request["url"] + "/other"},
            lambda request: request | {"url": request["url"] + "?other=1"},
            lambda request: request | {"headers": request["headers"] | {"X-Amz-Target": "other"}},
            lambda request: request | {"headers": request["headers"] | {"X-Amz-Date": "20260101T000000Z"}},
        ],
    )
    def test_what_was_signed_cannot_be_changed(
        self, url: str, client: httpx.Client, engine: Engine, change: Callable[[Any], Any]
    ) -> None:
        request = signed(url, target="DynamoDB_20120810.Scan")

        assert client.request(**change(request)).status_code == 403
        assert client.request(**request).status_code == 200
        assert engine.came == ["/"]

    def test_nor_can_an_objects_body(self, url: str, client: httpx.Client) -> None:
        request = signed(f"{url}/uploads/a", method="PUT", service="s3")

        refusal = client.request(**request | {"content": b"other"})

        assert (refusal.status_code, "XAmzContentSHA256Mismatch" in refusal.text) == (403, True)
        assert client.request(**request).status_code == 200

    @pytest.mark.parametrize("minutes", [-16, 16])
    def test_it_is_good_for_a_quarter_of_an_hour(
        self, url: str, client: httpx.Client, engine: Engine, minutes: int
    ) -> None:
        engine.now += timedelta(minutes=minutes)

        assert code(client.request(**signed(url))) == "RequestExpired"

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "Bearer token",
            f"AWS {OPERATOR.access_key}:c2lnbmF0dXJl",
            "AWS4-HMAC-SHA256",
            f"AWS4-HMAC-SHA256 Credential={OPERATOR.access_key}, SignedHeaders=host, Signature={'0' * 64}",
            f"AWS4-HMAC-SHA256 Credential={OPERATOR.access_key}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host",
            f"AWS4-ECDSA-P256-SHA256 Credential={OPERATOR.access_key}/20260101/s3/aws4_request, Signature=00",
        ],
    )
    def test_another_kind_of_signature_is_none(
        self, url: str, client: httpx.Client, engine: Engine, header: str
    ) -> None:
        answer = client.post(url, headers={"authorization": header, "x-amz-date": "20260101T000000Z"})

        assert (answer.status_code, code(answer), engine.came) == (403, "IncompleteSignature", [])

    def test_a_second_one_spoils_the_first(self, url: str, client: httpx.Client) -> None:
        request = signed(url)
        headers = [*request["headers"].items(), ("Authorization", request["headers"]["Authorization"])]

        assert client.request(**request | {"headers": headers}).status_code == 403

    @pytest.mark.parametrize(
        "path", ["/b/a%20b%2Bc%C3%A9", "/b//a", "/b/a~b", "/b/x?list-type=2&prefix=a%2Fb&z", "/b?cors"]
    )
    def test_odd_paths_of_objects_are_read_as_they_were_signed(self, url: str, client: httpx.Client, path: str) -> None:
        assert client.request(**signed(url + path, method="GET", service="s3", body=b"")).status_code == 200


class TestPresigned:
    @pytest.mark.parametrize("key", [OPERATOR, SESSION])
    @pytest.mark.parametrize("path", ["/b/cat", "/b/a%20b%2Bc%C3%A9", "/b/cat?response-content-type=a%2Fb"])
    def test_an_address_opens_its_object(self, url: str, client: httpx.Client, key: Credentials, path: str) -> None:
        assert client.get(presigned(url + path, key)).status_code == 200

    @pytest.mark.parametrize(
        "key", [Credentials("test", "test"), Credentials("000000000000", "x"), Credentials(OPERATOR.access_key, "x")]
    )
    def test_other_keys_open_nothing(self, url: str, client: httpx.Client, engine: Engine, key: Credentials) -> None:
        assert client.get(presigned(f"{url}/b/cat", key)).status_code == 403
        assert engine.came == []

    @pytest.mark.parametrize(
        ("text", "instead"),
        [
            ("/cat", "/dog"),
            ("Expires=60", "Expires=6000"),
            ("AKIAOPERATOR", "test"),
            ("Expires=60", "Expires="),
            ("&", "&a=b&"),
        ],
    )
    def test_it_cannot_be_changed(
        self, url: str, client: httpx.Client, engine: Engine, text: str, instead: str
    ) -> None:
        address = presigned(f"{url}/b/cat")
        assert text in address

        assert client.get(address.replace(text, instead, 1)).status_code == 403
        assert client.put(address).status_code == 403
        assert engine.came == []

    @pytest.mark.parametrize("seconds", [61, -901])
    def test_it_is_good_for_its_time(self, url: str, client: httpx.Client, engine: Engine, seconds: int) -> None:
        address = presigned(f"{url}/b/cat")
        engine.now += timedelta(seconds=seconds)

        assert "RequestExpired" in client.get(address).text

    def test_it_is_good_for_a_week_at_most(self, url: str, client: httpx.Client) -> None:
        assert client.get(presigned(f"{url}/b/cat", seconds=604_801)).status_code == 403

    def test_other_services_have_none(self, url: str, client: httpx.Client, engine: Engine) -> None:
        assert client.get(presigned(f"{url}/?Action=GetCallerIdentity", service="sts")).status_code == 403
        assert engine.came == []


class TestForms:
    @pytest.mark.parametrize("key", [OPERATOR, SESSION])
    def test_a_signed_form_uploads_its_file(self, url: str, client: httpx.Client, key: Credentials) -> None:
        answer = client.post(f"{url}/uploads", data=form(key), files={"file": b"\xff photo"})

        assert answer.status_code == 200
        assert "\xff photo" in answer.json()["body"]

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            form(Credentials("test", "test")),
            form(Credentials("000000000000", "x")),
            form(Credentials(OPERATOR.access_key, "x")),
            form() | {"policy": "e30="},
            form() | {"policy": ""},
            form() | {"x-amz-signature": "0" * 64},
            form() | {"x-amz-credential": form()["x-amz-credential"].replace("/s3/", "/sts/")},
        ],
    )
    def test_any_other_does_not(self, url: str, client: httpx.Client, engine: Engine, fields: dict[str, str]) -> None:
        answer = client.post(f"{url}/uploads", data={"key": "uploads/a", **fields}, files={"file": b"photo"})

        assert (answer.status_code, engine.came) == (403, [])

    @pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x"])
    def test_nor_does_one_that_cannot_be_read(self, url: str, client: httpx.Client, content_type: str) -> None:
        assert client.post(f"{url}/uploads", headers={"content-type": content_type}, content=b"?").status_code == 403

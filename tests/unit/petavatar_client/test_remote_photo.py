"""A photo at an address of the web: whence it may come, how large it may be, and to what the request goes."""

import asyncio
import ipaddress
import socket
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from petavatar.webhooks.address import allowed
from petavatar_client import InvalidInput, Photo, Unreachable, UnsuitablePhoto, remote_photo
from petavatar_client.public_addresses import is_public
from petavatar_client.remote_photo import fetch_photo

JPEG = b"\xff\xd8\xff\xe0 a photo"
PUBLIC = "93.184.215.14"

HOSTILE = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0.0.0.0", "10.0.0.1", "172.16.9.9"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "224.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[::ffff:127.0.0.1]"),
    *("[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:1234::1]", "[64:ff9b:1::1]"),
    *("198.18.0.1", "192.0.0.1", "192.0.2.1", "240.0.0.1", "[2001:db8::1]", "[100::1]"),
)


def fetched(url: str, answer: httpx.Response | Exception | None = None, **options: Any) -> tuple[Photo, httpx.Request]:
    requests: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer or httpx.Response(200, content=JPEG)

    photo = asyncio.run(fetch_photo(url, transport=httpx.MockTransport(handle), **options))
    return photo, requests[0]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names resolve to; what is none of them is looked up as it stands."""
    known: dict[str, list[str]] = {"photos.test": [PUBLIC]}

    def getaddrinfo(host: str, port: int, *_rest: Any, **_options: Any) -> list[Any]:
        if host not in known:
            return original(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in known[host]]

    original = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


@pytest.mark.usefixtures("names")
def test_a_photo_is_fetched_from_the_address_that_was_checked_by_the_name_of_its_host() -> None:
    photo, request = fetched("https://photos.test/cat.jpg?size=full")

    assert photo.image_format == "jpeg"
    assert str(request.url) == f"https://{PUBLIC}/cat.jpg?size=full"
    assert request.headers["Host"] == "photos.test"
    assert request.extensions["sni_hostname"] == "photos.test"


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize("host", HOSTILE)
def test_nothing_is_asked_of_a_machine_that_is_not_public(host: str) -> None:
    with pytest.raises(InvalidInput, match=r"not a host of the public internet|There is no host"):
        fetched(f"https://{host}/cat.jpg")


@pytest.mark.parametrize("also", ["10.0.0.1", "::1", "169.254.169.254"])
def test_one_private_answer_among_public_ones_is_enough_to_refuse(names: dict[str, list[str]], also: str) -> None:
    names["rebinding.test"] = [PUBLIC, also]
    with pytest.raises(InvalidInput, match="public internet"):
        fetched("https://rebinding.test/cat.jpg")


@pytest.mark.parametrize(
    "url",
    ["http://photos.test/cat.jpg", "https://user@photos.test/", "https://user:pw@photos.test/", "ftp://photos.test/a",
     "https:///cat.jpg", "file:///etc/passwd", "https://[nonsense/"],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidInput):
        fetched(url)


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (httpx.Response(302, headers={"Location": "http://127.0.0.1/"}), InvalidInput, "leads to another address"),
        (httpx.Response(404), InvalidInput, "answered 404"),
        (httpx.Response(200, content=b"<html>"), UnsuitablePhoto, "photos.test"),
        (httpx.ConnectError("no"), Unreachable, "can't be reached"),
        (httpx.ReadTimeout("slow"), Unreachable, "in time"),
    ],
)
def test_what_is_no_photo_is_named(answer: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        fetched("https://photos.test/cat.jpg", answer)


@pytest.mark.usefixtures("names")
def test_it_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_photo, "MAX_BYTES", 1000)
    with pytest.raises(InvalidInput, match="more than 1,000 bytes"):
        fetched("https://photos.test/cat.jpg", httpx.Response(200, content=JPEG + bytes(1000)))


@pytest.mark.parametrize(
    ("address", "public"), [("8.8.8.8", True), ("2606:4700::1111", True), ("64:ff9b::808:808", True)]
)
def test_public_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


# What nobody outside should reach, and the ways in which IPv6 writes IPv4, are rare among all addresses.
NETWORKS = ["fc00::/7", "fe80::/10", "fec0::/10", "::ffff:0:0/96", "64:ff9b::/96", "2002::/16", "2001::/32", "::/96"]
ADDRESSES = (
    st.ip_addresses() | st.sampled_from(NETWORKS).flatmap(lambda network: st.ip_addresses(network=network))
).filter(lambda address: address.version == 4 or address.scope_id is None)


@given(ADDRESSES)
def test_it_agrees_with_webhooks_on_which_addresses_are_public(address: Any) -> None:
    inner = translated(address)
    # Webhooks take no IPv6 address that stands for an IPv4 one; in networks of IPv6 alone there is no other way.
    assert is_public(address) is (allowed(address) if inner is None else allowed(inner))


@pytest.mark.parametrize("address", ["fec0::1", "192.88.99.1", "::ffff:192.88.99.1", "64:ff9b::a9fe:a9fe"])
def test_networks_that_python_counts_as_global_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def translated(address: Any) -> Any:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if address.version == 4:
        return None
    return (
        address.ipv4_mapped
        or address.sixtofour
        or (
            ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
            if address in ipaddress.ip_network("64:ff9b::/96")
            else None
        )
    )

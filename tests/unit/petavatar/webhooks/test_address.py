"""Which addresses a webhook may have, and which ones it may lead to."""

from ipaddress import ip_address

import pytest

from petavatar.choices import MAX_METADATA_BYTES, Choices
from petavatar.errors import InvalidChoice
from petavatar.webhooks.address import MAX_URL_CHARS, allowed, checked_url

WELCOME = [
    "https://hooks.example.com",
    "https://hooks.example.com/",
    "https://hooks.example.com:8443/a/b?c=d&e=%20f",
    "https://HOOKS.example.com/x",
    "https://xn--bcher-kva.example/hook",
    "https://my_host.example.com/",
    "https://1.example.com/",
    "https://93.184.215.14/hook",
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/hook",
    "https://hooks.example.com/" + "a" * (MAX_URL_CHARS - 26),
]
HOSTILE = [
    # Another scheme, or none.
    "http://hooks.example.com/",
    "ftp://hooks.example.com/",
    "file:///etc/passwd",
    "gopher://hooks.example.com/",
    "javascript:alert(1)",
    "//hooks.example.com/",
    "hooks.example.com/hook",
    "https:hooks.example.com",
    "",
    # No address at all.
    "https://",
    "https:///hook",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:/",
    "https://hooks.example.com:99999/",
    "https://hooks.example.com:80:80/",
    "https://[::1",
    "https://hooks example.com/",
    "https://hooks.example.com/a b",
    "https://hooks.example.com/\r\nx-api-key: stolen",
    "https://hooks.example.com\t/",
    "https://hooks.example.com\\@127.0.0.1/",
    "https://bücher.example/",
    "https://hooks.example.com/" + "a" * (MAX_URL_CHARS - 25),
    # Another reader may take another part for the host.
    "https://user:password@hooks.example.com/",
    "https://hooks.example.com@127.0.0.1/",
    "https://@hooks.example.com/",
    "https://hooks.example.com/#@127.0.0.1/",
    # This machine, and names that only a private network knows.
    "https://localhost/",
    "https://a.localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://metadata/",
    "https://hooks.example.com./",
    "https://127.0.0.1/",
    "https://0.0.0.0/",
    "https://[::1]/",
    "https://[::]/",
    # Spellings of IPv4 addresses.
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://0x7f000001/",
    "https://a.0x7f/",
    "https://127.1/",
    "https://127.0.0.1./",
    "https://169.254.43518/",
    # Private, shared, link-local, reserved, multicast.
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[ff02::1]/",
    "https://[fec0::1]/",
    "https://[2001:db8::1]/",
    # IPv6 addresses that stand for IPv4 ones.
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:93.184.215.14]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
]


@pytest.mark.parametrize("url", WELCOME)
def test_an_address_of_a_public_host_stays_as_it_is(url: str) -> None:
    assert checked_url(url) == url


@pytest.mark.parametrize("url", HOSTILE)
def test_any_other_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(ValueError, match=r"^must "):
        checked_url(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "[::1]"])
def test_http_to_this_machine_is_for_local_systems_alone(host: str) -> None:
    url = f"http://{host}:8787/hook"

    assert checked_url(url, loopback=True) == url
    with pytest.raises(ValueError, match="must begin with https"):
        checked_url(url)


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "hooks.example.com", "localhost.example.com", "0"])
def test_even_there_http_goes_nowhere_else(host: str) -> None:
    with pytest.raises(ValueError, match="must begin with https"):
        checked_url(f"http://{host}/", loopback=True)


@pytest.mark.parametrize("loopback", [False, True])
def test_a_refusal_names_the_choice(loopback: bool) -> None:
    with pytest.raises(InvalidChoice, match=r"^webhook_url must name a public host"):
        Choices.of({"webhook_url": "https://10.0.0.1/"}, loopback=loopback)


@pytest.mark.parametrize("url", WELCOME)
def test_it_travels_as_metadata_and_never_to_the_agent(url: str) -> None:
    choices = Choices.of({"webhook_url": url, "style": "casual"})

    assert Choices.from_metadata(choices.metadata()) == choices
    assert choices.metadata()["webhook_url"].isascii()
    assert "webhook_url" not in choices.record()


def test_one_that_leaves_no_room_for_the_other_choices_is_refused() -> None:
    url = "https://hooks.example.com/" + "%" * (MAX_URL_CHARS - 26)

    with pytest.raises(InvalidChoice, match=f"longer than {MAX_METADATA_BYTES:,} bytes"):
        Choices.of({"webhook_url": url})


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111"])
def test_a_public_address_is_allowed_unless_only_this_machine_is(address: str) -> None:
    assert allowed(ip_address(address))
    assert not allowed(ip_address(address), loopback=True)


@pytest.mark.parametrize(
    "address", ["192.88.99.1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::", "::1.1.1.1", "5f00::1"]
)
def test_an_address_that_leads_to_another_one_is_not(address: str) -> None:
    assert not allowed(ip_address(address))

"""Which addresses a webhook may have, and which ones it may lead to.

An address comes from a client, and the request is ours: without these rules a client could have us ask our own network,
such as the address under which AWS hands out credentials. `checked_url` looks at the text, when the upload is asked
for; `allowed` looks at each IP address that a name stands for, when the request is made.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

MAX_URL_CHARS: Final = 1024
_URL: Final = re.compile(r"[!-~]+")
_LABEL: Final = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
# The last label has a letter: 127.1, 0177.0.0.1, 0x7f000001 and 2130706433 are spellings of IPv4 addresses.
_NAME: Final = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z])(?!0x){_LABEL}")
_NOT_PUBLIC: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
_LOOPBACK_NAME: Final = "localhost"

# What Python's own tables count as global, though it leads to somewhere else.
_RELAYS: Final = (IPv4Network("192.88.99.0/24"), IPv6Network("2001::/32"), IPv6Network("2002::/16"))
_IPV6_UNICAST: Final = IPv6Network("2000::/3")

type Address = IPv4Address | IPv6Address


def checked_url(text: str, *, loopback: bool = False) -> str:
    """The address of a webhook, as it is.

    Args:
        text: what was given.
        loopback: whether http to this machine is allowed too, as on a developer's own.

    Raises:
        ValueError: if no webhook may have it, with the reason.
    """
    if len(text) > MAX_URL_CHARS or not _URL.fullmatch(text) or "\\" in text:
        raise ValueError(f"must be an address of at most {MAX_URL_CHARS:,} printable ASCII characters, without blanks")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError("must be an address") from error
    if loopback and parts.scheme == "http" and _is_loopback(host):
        allowed_host = True
    elif parts.scheme != "https":
        raise ValueError("must begin with https://")
    else:
        allowed_host = _may_be_public(host)
    if not allowed_host:
        raise ValueError("must name a public host, such as hooks.example.com (international names in Punycode)")
    if "@" in parts.netloc or parts.fragment or port == 0 or parts.netloc.endswith(":"):
        raise ValueError("must have neither a user name nor a fragment, and a port only if it is one")
    return text


def allowed(address: Address, *, loopback: bool = False) -> bool:
    """Whether a request may go to an IP address: a public one of one machine.

    Not to this machine, private networks, link-local addresses and with them AWS's metadata, shared (CGNAT), reserved
    and multicast ones, nor to an IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4, Teredo).
    """
    if loopback:
        return address.is_loopback
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv6Address) and address not in _IPV6_UNICAST:
        return False
    return not any(address in network for network in _RELAYS if network.version == address.version)


def _may_be_public(host: str) -> bool:
    try:
        return "%" not in host and allowed(ip_address(host))
    except ValueError:
        return bool(_NAME.fullmatch(host)) and len(host) <= 253 and not host.endswith(_NOT_PUBLIC)


def _is_loopback(host: str) -> bool:
    try:
        return host == _LOOPBACK_NAME or ip_address(host).is_loopback
    except ValueError:
        return False

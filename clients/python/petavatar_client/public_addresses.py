"""Which machines a photo may be fetched from: those of the public internet, and none on the way to it.

An address comes from whoever writes to an assistant, while the request goes out from its user's machine, whose network
has routers, printers and metadata services that nobody outside should reach.
"""

import asyncio
import ipaddress
import socket
from typing import Final

from petavatar_client.errors import InvalidInput

_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 behind a translator: RFC 6052."""
_RELAYS: Final = ipaddress.IPv4Network("192.88.99.0/24")
"""Once led to relays of 6to4, and Python counts them as global: RFC 7526."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


async def public_address_of(host: str, port: int) -> str:
    """Resolves a host; what is connected to must be the address that is returned, since another answer may follow.

    Raises:
        InvalidInput: if it can't be resolved, or any of its addresses is not public.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InvalidInput(f"There is no host {host}.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(ipaddress.ip_address(address)) for address in addresses):
        raise InvalidInput(f"{host} is not a host of the public internet.")
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, and so does one that it stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.scope_id is not None or address.is_site_local:
            return False
    elif address in _RELAYS:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)

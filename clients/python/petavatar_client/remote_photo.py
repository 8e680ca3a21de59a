"""A photo that lies at an address of the web: fetched with limits, and from the public internet alone."""

import asyncio
from typing import Final

import httpx

from petavatar_client.errors import InvalidInput, Unreachable
from petavatar_client.photo import Photo
from petavatar_client.public_addresses import public_address_of
from petavatar_client.user_agent import user_agent

MAX_BYTES: Final = 52_428_800
"""The largest photo that a deployment takes, unless it is set otherwise."""

TIMEOUT_S: Final = 30.0
_STEP_S: Final = 10.0
_HTTPS: Final = 443


async def fetch_photo(
    url: str, *, transport: httpx.AsyncBaseTransport | None = None, timeout_s: float = TIMEOUT_S
) -> Photo:
    """Fetches a photo. Redirects are not followed.

    Args:
        url: an https address.
        transport: what carries the request, if not the network.
        timeout_s: how long it may take in all, in seconds.

    Raises:
        InvalidInput: if the address may not be used, or there is no photo of a size that fits.
        UnsuitablePhoto: if it is none that PetAvatar takes.
        Unreachable: if there is no answer in time.
    """
    address = _https_address(url)
    try:
        content = await asyncio.wait_for(_content(address, transport), timeout_s)
    except (httpx.TimeoutException, asyncio.TimeoutError) as error:
        raise Unreachable(f"{address.host} did not answer in time.") from error
    except httpx.RequestError as error:
        raise Unreachable(f"{address.host} can't be reached: {type(error).__name__}.") from error
    photo = Photo.holding(content, f"The photo from {address.host}")
    photo.require_image()
    return photo


def _https_address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise InvalidInput("That is not an address.") from error
    if address.scheme != "https" or not address.host or address.userinfo:
        raise InvalidInput("A photo is fetched from an https address without a user name in it.")
    return address


async def _content(address: httpx.URL, transport: httpx.AsyncBaseTransport | None) -> bytes:
    checked = await public_address_of(address.host, address.port or _HTTPS)
    # The environment's proxies would look the host up for themselves.
    async with (
        httpx.AsyncClient(transport=transport, trust_env=False, timeout=_STEP_S, follow_redirects=False) as http,
        http.stream(
            "GET",
            address.copy_with(host=checked),
            headers={"Host": address.netloc.decode(), "User-Agent": user_agent()},
            # The certificate must be the host's, though its address is dialed.
            extensions={"sni_hostname": address.host},
        ) as response,
    ):
        if response.is_redirect:
            raise InvalidInput(f"{address.host} leads to another address; give that one.")
        if not response.is_success:
            raise InvalidInput(f"{address.host} answered {response.status_code}.")
        parts = bytearray()
        async for part in response.aiter_bytes():
            parts += part
            if len(parts) > MAX_BYTES:
                raise InvalidInput(f"The photo from {address.host} has more than {MAX_BYTES:,} bytes.")
    return bytes(parts)

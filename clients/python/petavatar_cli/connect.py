"""The deployment that a command speaks to."""

from petavatar_cli.errors import InputError
from petavatar_client import AsyncPetAvatarClient, PetAvatarClient


def connect(api_url: str | None, api_key: str | None) -> PetAvatarClient:
    """A client of the deployment that the options or the environment name.

    Raises:
        InputError: if there is no address or no key, with both ways to get one.
        InvalidInput: if one of them can't be used.
    """
    return PetAvatarClient(*_both(api_url, api_key))


def connect_async(api_url: str | None, api_key: str | None) -> AsyncPetAvatarClient:
    """The same for asyncio."""
    return AsyncPetAvatarClient(*_both(api_url, api_key))


def _both(api_url: str | None, api_key: str | None) -> tuple[str, str]:
    if not api_url:
        raise InputError(
            "There is no address of an API: give --api-url, or set PETAVATAR_API_URL. `petavatar local` prints one for "
            "a system on this machine; of a deployment on AWS, those who run it know it."
        )
    if not api_key:
        raise InputError(
            "There is no API key: give --api-key, or set PETAVATAR_API_KEY. `petavatar local` prints one for a system "
            "on this machine; of a deployment on AWS, those who run it make one by `python -m scripts.api_keys create`."
        )
    return api_url, api_key

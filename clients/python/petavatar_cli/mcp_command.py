"""What `petavatar mcp` does."""

from petavatar_cli.client_errors import reporting_client_errors
from petavatar_cli.connect import connect_async
from petavatar_cli.errors import InputError


def run_mcp(*, api_url: str | None, api_key: str | None) -> None:
    """Serves PetAvatar's tools until standard input ends.

    Args:
        api_url: the base of the API's addresses.
        api_key: a key of the API.

    Raises:
        InputError: if address, key or the MCP SDK is missing.
    """
    with reporting_client_errors():
        client = connect_async(api_url, api_key)
    try:
        from petavatar_cli.mcp_server import server_of
    except ModuleNotFoundError as error:
        raise InputError(f"There is no {error.name}: `pip install 'petavatar[mcp]'` brings it.") from error
    server_of(client).run("stdio")

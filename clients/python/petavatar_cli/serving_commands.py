"""Commands that wait for others: for webhooks, and for an assistant."""

from typing import Annotated

import typer

from petavatar_cli.options import ApiKey, ApiUrl

commands = typer.Typer()


@commands.command()
def mcp(api_url: ApiUrl = None, api_key: ApiKey = None) -> None:
    """Serve PetAvatar to assistants: a server of the Model Context Protocol, on standard input and output."""
    from petavatar_cli.mcp_command import run_mcp

    run_mcp(api_url=api_url, api_key=api_key)


@commands.command()
def listen(
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Where to listen; 0 for any port that is free.")] = 8787,
    as_json: Annotated[bool, typer.Option("--json", help="Write one line of JSON for each event.")] = False,
) -> None:
    """Print the webhooks that arrive on this machine, until Ctrl-C."""
    from petavatar_cli.listen import run_listen

    run_listen(port, api_url=api_url, api_key=api_key, as_json=as_json)

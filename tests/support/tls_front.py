"""TLS in front of a server that has none, by an authority made for the moment: what an engine over HTTPS looks like.

`python -m tests.support.tls_front --to 9297 --port 9443 --ca ca.pem` writes the authority's certificate and serves
until it is ended.
"""

import argparse
import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import trustme

_HOST: Final = "127.0.0.1"
_CHUNK: Final = 65536


def certificate(ca_file: Path) -> ssl.SSLContext:
    """Makes an authority, writes its certificate, and returns what serves the loopback interface by it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(_HOST, "localhost").configure_cert(context)
    return context


async def listen(context: ssl.SSLContext, to: int, port: int = 0) -> asyncio.Server:
    """Takes TLS connections and hands what they hold to a port of this machine."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            behind, answer = await asyncio.open_connection(_HOST, to)
            await asyncio.gather(_pass_on(reader, answer), _pass_on(behind, writer))

    return await asyncio.start_server(meet, _HOST, port, ssl=context)


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(_CHUNK):
            target.write(chunk)
            await target.drain()
    with contextlib.suppress(OSError):
        target.close()
        await target.wait_closed()


@contextlib.contextmanager
def tls_front(to: int, ca_file: Path) -> Iterator[str]:
    """Serves in a thread, and yields the address."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(listen(certificate(ca_file), to))
    thread = threading.Thread(target=loop.run_forever, name="tls", daemon=True)
    thread.start()
    try:
        yield f"https://{_HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    server.abort_clients()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


async def _serve(arguments: argparse.Namespace) -> None:
    server = await listen(certificate(arguments.ca), arguments.to, arguments.port)
    await server.serve_forever()


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until it is ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.tls_front", description=__doc__)
    parser.add_argument("--to", type=int, required=True, help="the port of the server without TLS")
    parser.add_argument("--port", type=int, required=True, help="the port to listen on")
    parser.add_argument("--ca", type=Path, required=True, help="where to write the authority's certificate")
    asyncio.run(_serve(parser.parse_args(arguments)))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()

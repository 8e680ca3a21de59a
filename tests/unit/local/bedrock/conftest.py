"""The stand-in on the wire, with parts that show what reached them."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette

from local.bedrock.server import bedrock_app
from tests.unit.local.bedrock.wire import Fakes, bedrock_client


@pytest.fixture
def fakes() -> Fakes:
    """The parts behind `url` and `bedrock`."""
    return Fakes()


@pytest.fixture
def url(serve: Callable[[Starlette], str], fakes: Fakes) -> str:
    """The address of a running stand-in."""
    return serve(bedrock_app(fakes.parts))


@pytest.fixture
def bedrock(url: str) -> Any:
    """A real client of a running stand-in."""
    return bedrock_client(url)

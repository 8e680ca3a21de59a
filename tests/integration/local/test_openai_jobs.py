"""Whole jobs on a server that speaks OpenAI's API: how each ends, whatever the server lacks, refuses or breaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.models.choice import OpenAIChoice
from local.models.ledger import Account
from local.system import LocalSystem
from petavatar_client import JobError, JobFailed, PetAvatarClient, Results
from testing.loopback import serving
from testing.openai_server import Answering, OpenAIServer, answers, breaks_off, refuses_with
from testing.replies import a_career

# A whole system of its own; tests/unit/local/models has each answer of such a server.
pytestmark = pytest.mark.verify

PHOTO = Path("samples/chelsea.jpg")
PICTURE_PRICE = 40_000
"""In millionths of a US dollar."""
ATTEMPTS, TRIES = 3, 4
ELSEWHERE = answers({"created": 1, "data": [{"url": "http://127.0.0.1:9/one.png"}]})


@dataclass
class Place:
    """The server and the system whose agent calls it."""

    server: OpenAIServer
    system: LocalSystem

    def create(self) -> Results:
        """Turns the photo into an avatar."""
        with PetAvatarClient(self.system.api_url, self.system.api_key) as api:
            return api.create(PHOTO)

    def failed(self) -> JobError:
        """Why the job of the photo fails."""
        with pytest.raises(JobFailed) as failure:
            self.create()
        assert failure.value.job.error
        return failure.value.job.error

    @property
    def account(self) -> Account:
        """What was counted, and what is wrong."""
        account = self.system.models_account
        assert account
        return account

    def asked(self, path: str) -> int:
        """How often the server was asked."""
        return [request["path"] for request in self.server.requests].count(path)


@contextmanager
def a_place(folder: Path) -> Iterator[Place]:
    server = OpenAIServer()
    with serving(server.app()) as server.url:
        choice = OpenAIChoice(
            base_url=f"{server.url}/v1", text_model="llava", image_model="flux", image_price="0.04", max_usd=100
        )
        with LocalSystem(folder, models=choice, page=False) as system:
            yield Place(server, system)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with a_place(tmp_path_factory.mktemp("openai")) as place:
        yield place


@pytest.fixture
def place(running: Place) -> Place:
    """A server that can do everything until a test takes something away."""
    running.server.reset()
    return running


def test_a_job_runs_on_a_server_that_speaks_openais_api(place: Place) -> None:
    before = place.account

    result = place.create()

    assert result.identity.human_name == a_career()["human_name"]
    assert (result.models.text, result.models.image) == ("openai/llava", "openai/flux")
    assert result.models.orchestrator.startswith("offline/")
    assert not result.models.offline
    assert result.card_url
    assert (place.asked("chat"), place.asked("generate")) == (3, 1)
    after = place.account
    assert (after.spent - before.spent, after.calls - before.calls) == (PICTURE_PRICE, 4)


def test_a_refusal_ends_the_job_for_good(place: Place) -> None:
    place.server.refuses = True

    error = place.failed()

    assert (error.type, error.status, error.retryable) == ("urn:petavatar:problem:content-refused", 400, False)
    assert place.asked("chat") == 1


def test_a_rate_limit_that_passes_is_not_seen_in_the_result(place: Place) -> None:
    place.server.errors = [429]

    assert not place.create().models.offline
    assert place.asked("chat") == 4


@pytest.mark.parametrize("flaw", ["filters", "blocks_pictures"], ids=["of the texts", "of the picture"])
def test_a_content_filter_ends_the_job_for_good(place: Place, flaw: str) -> None:
    setattr(place.server, flaw, True)

    error = place.failed()

    assert (error.type, error.retryable) == ("urn:petavatar:problem:content-refused", False)


@pytest.mark.parametrize("trouble", [breaks_off, answers("<html>"), refuses_with(500)], ids=["cut", "HTML", "500"])
def test_an_answer_that_did_not_come_is_asked_for_again(place: Place, trouble: Answering) -> None:
    place.server.answers = [trouble] * 2

    assert place.create().card_url
    assert place.asked("chat") + place.asked("generate") == 6


@pytest.mark.parametrize(
    ("trouble", "tries", "words"),
    [
        (breaks_off, TRIES, "broke off its answer"),
        (refuses_with(429), TRIES, ""),
        (refuses_with(401), 1, "set OPENAI_API_KEY"),
        (refuses_with(404), 1, "has no model llava"),
    ],
    ids=["broken streams", "a rate limit", "no key", "no model"],
)
def test_a_server_that_stays_so_ends_the_third_attempt(
    place: Place, trouble: Answering, tries: int, words: str
) -> None:
    place.server.answers = [trouble] * ATTEMPTS * TRIES

    error = place.failed()

    assert (error.type, error.status, error.retryable) == ("urn:petavatar:problem:model-unavailable", 503, True)
    assert place.asked("chat") == ATTEMPTS * tries
    assert words in place.account.problem


def test_a_model_without_vision_ends_the_job_at_once_and_for_good(place: Place) -> None:
    place.server.vision = False

    error = place.failed()

    assert (error.type, error.status, error.retryable) == ("urn:petavatar:problem:model-unsuitable", 500, False)
    assert place.asked("chat") == 1
    assert "llava can't see pictures" in place.account.problem


def test_models_without_tools_and_then_without_schemas_complete_the_job(tmp_path: Path) -> None:
    with a_place(tmp_path) as place:
        place.server.tools = False
        assert place.create().card_url
        assert any("response_format" in request for request in place.server.requests)

        place.server.schemas = False
        place.server.requests.clear()
        assert place.create().card_url
        assert not any("tools" in request for request in place.server.requests)


def test_a_model_that_fails_the_schema_is_asked_once_more_and_then_named(tmp_path: Path) -> None:
    with a_place(tmp_path) as place:
        # Once by a tool, then by a schema, twice in each attempt.
        place.server.words = ["A cat."] * (1 + 2 * ATTEMPTS)

        error = place.failed()

        assert (error.type, error.retryable) == ("urn:petavatar:problem:agent-failure", True)
        assert "openai/llava" in error.detail
        assert place.asked("chat") == 1 + 2 * ATTEMPTS


def test_a_picture_on_another_server_is_paid_for_once(tmp_path: Path) -> None:
    with a_place(tmp_path) as place:
        place.server.picture_answers = [ELSEWHERE] * ATTEMPTS * TRIES

        error = place.failed()

        assert (error.type, error.retryable) == ("urn:petavatar:problem:model-unavailable", True)
        assert place.asked("generate") == 1
        assert place.account.spent == PICTURE_PRICE
        assert "have it answer with b64_json" in place.account.problem

"""Whatever comes as a photo gets an answer: a JPEG within bounds or a sentence for people, and costs little."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from agent.confined import decoded_by
from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.photo.decoder import MAX_BYTES
from agent.photo.prepare import MEMORY_BYTES, prepare_photo
from agent.photo.shrinking import LONG_EDGE_PX
from agent.run import events_of
from petavatar.errors import UnreadablePhoto
from testing import photos
from tests.security.job_path import Wires
from tests.security.measuring import PATIENCE_S, Verdict, beside_the_decoder, verdict_on
from tests.security.pictures.catalogue import PICTURES
from tests.security.pictures.picture import Answered, Refused, Shows
from tests.support.cloud import ROOT, Cloud
from tests.support.job_context import a_context
from tests.support.sampling import one_of_each

MEMORY_LIMIT: Final = MEMORY_BYTES + 20_000_000
"""With mapped libraries."""

_CRASH: Final = """
import os, signal
import PIL.ImageFile
PIL.ImageFile.ImageFile.load = lambda *_, **__: os.kill(os.getpid(), signal.{signal})
"""
_GREED: Final = """
import PIL.ImageFile

def hoard(*_, **__):
    hoarded = []
    while True:
        hoarded.append(b"x" * 1_000_000)

PIL.ImageFile.ImageFile.load = hoard
"""
_HANG: Final = """
import time
import PIL.ImageFile

def hang(*_, **__):
    with open({fifo!r}, "w"):
        time.sleep(600)

PIL.ImageFile.ImageFile.load = hang
"""
_LIST_FILES: Final = """
import os, sys
sys.stdout.write(" ".join(sorted(os.listdir("/proc/self/fd"))))
sys.stdout.flush()
os._exit(0)
"""


def kind(name: str) -> tuple[str, Shows | Refused | Answered]:
    """The format that a picture claims, if photos may have it, and what must come of it; any JPEG is one kind."""
    claimed, outcome = name.split()[0], PICTURES[name].outcome
    return claimed if claimed in (
        "jpeg",
        "png",
        "heic",
        "webp",
        "avif",
        "gif",
        "bmp",
        "tiff",
        "archive",
        "svg",
    ) else "another", Shows() if isinstance(outcome, Shows) else outcome


@pytest.mark.parametrize("name", one_of_each(PICTURES, kind))
def test_a_picture_gets_its_answer_and_costs_little(name: str) -> None:
    picture = PICTURES[name]

    verdict = verdict_on(picture.make())

    match picture.outcome:
        case Shows() as shown:
            _check_jpeg(verdict, shown)
        case Refused(words):
            _check_refusal(verdict, words)
        case Answered() if verdict.jpeg is not None:
            _check_jpeg(verdict, Shows())
        case Answered():
            _check_refusal(verdict, "")
    assert verdict.peak_bytes < MEMORY_LIMIT


def _check_jpeg(verdict: Verdict, shown: Shows) -> None:
    assert verdict.jpeg is not None, verdict.problem
    assert len(verdict.jpeg) <= MAX_BYTES
    image = photos.opened(verdict.jpeg)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert max(image.size) <= LONG_EDGE_PX
    assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()
    assert shown.size is None or image.size == shown.size
    if shown.corners is not None:
        found = photos.corners(image)
        assert all(map(photos.is_like, found, shown.corners)), found


def _check_refusal(verdict: Verdict, words: str) -> None:
    assert verdict.problem is not None
    detail = verdict.problem.detail
    assert any(word in detail for word in words.split("|")), detail
    assert detail[0].isupper()
    assert detail.endswith(". Please try another photo.")
    assert len(detail) < 200
    assert not verdict.problem.retryable


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGKILL"])
def test_a_codec_that_crashes_in_the_middle_costs_this_photo_alone(name: str) -> None:
    with beside_the_decoder(_CRASH.format(signal=name)), pytest.raises(UnreadablePhoto) as caught:
        prepare_photo(photos.jpeg, PATIENCE_S)

    assert caught.value.detail == "The decoder failed on this photo. Please try another photo."
    assert not caught.value.retryable


def test_a_codec_that_hoards_memory_comes_up_against_a_wall() -> None:
    verdict = verdict_on(photos.jpeg(), beside=_GREED)

    _check_refusal(verdict, "takes too much memory")
    assert 0.8 * MEMORY_LIMIT < verdict.peak_bytes < MEMORY_LIMIT


def test_the_decoder_has_no_files_but_its_own() -> None:
    secret, other = os.pipe()
    os.set_inheritable(secret, True)
    try:
        with beside_the_decoder(_LIST_FILES):
            files = decoded_by("agent.photo.decoder", photos.jpeg, PATIENCE_S).decode().split()
    finally:
        os.close(secret)
        os.close(other)

    # The fourth is the listing itself.
    assert files == ["0", "1", "2", "3"]


@pytest.fixture
def lifeline(tmp_path: Path) -> str:
    """A pipe by name: reading it waits for a decoder to hang, and ends with the decoder."""
    fifo = str(tmp_path / "lifeline")
    os.mkfifo(fifo)
    return fifo


def test_a_cancelled_run_ends_its_decoder(lifeline: str) -> None:
    cancelled = threading.Event()
    ends: list[UnreadablePhoto] = []

    def decode() -> None:
        try:
            prepare_photo(photos.jpeg, PATIENCE_S, cancelled)
        except UnreadablePhoto as error:
            ends.append(error)

    with beside_the_decoder(_HANG.format(fifo=lifeline)):
        run = threading.Thread(target=decode)
        run.start()
        with open(lifeline) as decoder_lives:
            cancelled.set()
            assert decoder_lives.read() == ""
        run.join(PATIENCE_S)

    assert len(ends) == 1


def test_a_worker_that_leaves_a_run_ends_its_decoder(lifeline: str, cloud: Cloud, services: Wires) -> None:
    job_id = str(uuid.uuid4())
    key = cloud.upload(photos.jpeg(), job_id=job_id)
    job = a_context(
        Bedrock(services.client, services.client),
        RunControl.lasting(job_id, PATIENCE_S),
        job_id=job_id,
        image_key=key,
        etag=cloud.inspect(key).etag,
        heartbeat_s=1,
    )
    with beside_the_decoder(_HANG.format(fifo=lifeline)):
        events = events_of(job, services.model)
        assert next(events)["type"] == "heartbeat"
        with open(lifeline) as decoder_lives:
            events.close()
            assert decoder_lives.read() == ""


def test_an_agent_that_dies_takes_its_decoder_with_it(lifeline: str) -> None:
    program = (
        "from agent.photo.prepare import prepare_photo\nfrom testing import photos\nprepare_photo(photos.jpeg, 600)"
    )
    with beside_the_decoder(_HANG.format(fifo=lifeline)):
        agent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
        with open(lifeline) as decoder_lives:
            agent.send_signal(signal.SIGKILL)
            agent.wait(PATIENCE_S)
            assert decoder_lives.read() == ""


def test_a_large_photo_does_not_lose_its_colours_at_the_seams() -> None:
    gradient = Image.linear_gradient("L").resize((4000, 3000))
    photo = photos.png(
        Image.merge("RGBA", [gradient, gradient.rotate(180), gradient, Image.new("L", gradient.size, 255)])
    )

    image = photos.opened(prepare_photo(lambda: photo, PATIENCE_S).jpeg)

    expected = Image.merge("RGB", [gradient, gradient.rotate(180), gradient]).resize(image.size)
    differences = (abs(a - b) for a, b in zip(image.tobytes(), expected.tobytes(), strict=True))
    assert max(differences) <= 12

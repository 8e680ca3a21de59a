"""What Hypothesis draws: photos, replies of models, jobs, problems, keys."""

from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Final, get_args
from uuid import uuid4

from hypothesis import strategies as st
from PIL import Image

from agent.person.dimensions import DIMENSIONS
from agent.schemas import (
    AgeRange,
    Attire,
    Background,
    Build,
    CoatColor,
    CoatLength,
    CoatPattern,
    CoatTexture,
    Ears,
    EyeColor,
    Face,
    Pose,
    Presentation,
    Seniority,
)
from petavatar import errors
from petavatar.errors import Problem
from petavatar.jobs import Job, timestamp
from petavatar.keys import avatar_key
from petavatar.results import SENIORITIES
from testing import photos
from testing.jobs import a_completed_job

Json = dict[str, Any]

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäéøßñçžλж名"

job_ids = st.builds(lambda: str(uuid4()))
"""Job ids that are new in every example, as a sandbox remembers the old ones."""

scores = st.integers(0, 100)
anything_written = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def words(shortest: int, longest: int) -> st.SearchStrategy[str]:
    """Readable text of a length, without markup."""
    return st.text(_LETTERS, min_size=shortest, max_size=longest)


def readable(shortest: int, longest: int) -> st.SearchStrategy[str]:
    """Several words, parted by blanks: a few are drawn, and said again up to a drawn length, which is quicker."""
    lengths = st.integers((shortest + 4) // 4, longest // 13 or 1)
    return st.builds(
        lambda said, length: " ".join(islice(cycle(said), length)),
        st.lists(words(3, 12), min_size=1, max_size=4),
        lengths,
    )


species = st.sampled_from(["dog", "cat", "rabbit", "parrot", "gecko", "goldfish", "horse", "axolotl", "tarantula"])
human_names = st.tuples(words(1, 20), words(1, 20)).map(" ".join)


props = words(1, 40) | st.sampled_from(
    ["red bow tie", "party hat", "sunglasses", "dog bed", "cat tree", "sofa", "tennis ball", "lion costume", "cat"]
)


def looks() -> st.SearchStrategy[Json]:
    """The `Looks` of a pet, of which the photo may show some or none."""
    kinds = {
        "coat_pattern": CoatPattern,
        "coat_length": CoatLength,
        "coat_texture": CoatTexture,
        "eye_color": EyeColor,
        "ears": Ears,
        "build": Build,
        "face": Face,
        "pose": Pose,
    }
    seen = {name: st.none() | st.sampled_from(get_args(kind)) for name, kind in kinds.items()}
    return st.fixed_dictionaries(seen | {"props": st.lists(props, max_size=5)})


def analyses() -> st.SearchStrategy[Json]:
    """A `PetAnalysis` as a model may reply it."""
    return st.fixed_dictionaries(
        {
            "species": species | words(1, 30),
            "breed": words(1, 30),
            "expression": readable(1, 100),
            "posture": readable(1, 100),
            "coat_color": st.sampled_from(get_args(CoatColor)),
            "personality_dimensions": st.lists(scores, min_size=47, max_size=47).map(
                lambda drawn: dict(zip(DIMENSIONS, drawn, strict=True))
            ),
            "dominant_traits": st.lists(words(1, 20), min_size=3, max_size=3),
            "vibe": readable(1, 60),
            "looks": looks(),
        }
    )


def careers() -> st.SearchStrategy[Json]:
    """A `Career` as a model may reply it."""
    drawn_on = st.fixed_dictionaries(
        {"dimension": st.sampled_from(DIMENSIONS), "direction": st.sampled_from(["high", "low"])}
    )
    return st.fixed_dictionaries(
        {
            "human_name": human_names,
            "presentation": st.sampled_from(get_args(Presentation)),
            "age_range": st.sampled_from(get_args(AgeRange)),
            "job_title": words(3, 80),
            "seniority": st.sampled_from(get_args(Seniority)),
            "industry": words(1, 30),
            "work_style": readable(1, 80),
            "attire_style": st.sampled_from(get_args(Attire)),
            "background_setting": st.sampled_from(get_args(Background)),
            "confidence_score": scores,
            "draws_on": st.lists(drawn_on, min_size=5, max_size=8, unique_by=lambda drawn: str(drawn["dimension"])),
        }
    )


def identities() -> st.SearchStrategy[Json]:
    """An `Identity` as a model may reply it."""
    sentence = readable(20, 130)
    return st.fixed_dictionaries(
        {
            "bio_paragraphs": st.lists(readable(80, 300), min_size=3, max_size=3),
            "skills": st.lists(words(1, 30), min_size=5, max_size=10),
            "career_trajectory": st.fixed_dictionaries({"past": sentence, "present": sentence, "future": sentence}),
        }
    )


_MODES: Final = {"jpeg": ["RGB", "L", "CMYK"], "png": ["RGB", "RGBA", "L", "LA", "P", "1"], "heic": ["RGB", "RGBA"]}


@st.composite
def valid_photos(draw: st.DrawFn) -> bytes:
    """A photo in one of the three formats, of any size, mode and orientation."""
    image_format = draw(st.sampled_from(["jpeg", "png", "heic"]))
    size = draw(st.tuples(st.integers(16, 96), st.integers(16, 96)))
    image = photos.picture(size, draw(st.sampled_from(_MODES[image_format])))
    match image_format:
        case "jpeg":
            return photos.jpeg(image, orientation=draw(st.none() | st.integers(1, 8)))
        case "png":
            return photos.png(image)
    return photos.heic(image)


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody uploads, and whether it is one that must be accepted."""

    content: bytes
    acceptable: bool


# Hypothesis also draws what it finds in the code.
_MARKS: Final = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"BM", b"RIFF", b"II", b"MM")


def files(limit: int) -> st.SearchStrategy[File]:
    """Photos and all that is none, of sizes on both sides of a limit."""
    sizes = st.sampled_from([0, limit - 1, limit, limit + 1, 2 * limit])
    photo = st.tuples(
        st.sampled_from(
            [photos.jpeg(), photos.png(), photos.heic(), *map(photos.other, ("GIF", "BMP", "WEBP", "TIFF", "AVIF"))]
        ),
        sizes,
    ).map(lambda drawn: drawn[0].ljust(drawn[1], b"\0"))
    other = st.one_of(
        st.binary(max_size=300).filter(lambda data: not data.startswith(_MARKS)),
        st.sampled_from([photos.jpeg()[:2], photos.png()[1:], b"<svg/>", b"%PDF-1.7", b"MZ", b"\x7fELF"]),
    )
    return photo.map(lambda content: File(content, len(content) <= limit)) | other.map(
        lambda content: File(content, acceptable=False)
    )


def pictures() -> st.SearchStrategy[Image.Image]:
    """A picture as an image model may make it, of any sensible shape."""
    sides = st.integers(256, 1200)
    size = st.tuples(sides, st.floats(0.8, 1.25)).map(lambda drawn: (drawn[0], int(drawn[0] * drawn[1])))
    return st.builds(photos.picture, size, st.sampled_from(["RGB", "RGBA", "L", "P"]))


problem_classes = st.sampled_from(
    sorted(
        (cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, Problem)),
        key=lambda cls: cls.__name__,
    )
)
problems = st.builds(lambda cls, detail: cls(detail), problem_classes, anything_written.filter(str.strip))


@st.composite
def completed_jobs(draw: st.DrawFn, now: float) -> Job:
    """A completed job with any result that the worker would take."""
    job_id = draw(job_ids)
    part = st.floats(0, 100).map(lambda value: round(value, 1))
    text = anything_written.filter(str.strip)
    done = now - draw(st.integers(0, 500_000))
    return a_completed_job(
        job_id=job_id,
        created_at=timestamp(done - 60),
        completed_at=timestamp(done),
        ttl=int(now) + draw(st.integers(100_000, 600_000)),
        s3_avatar_key=avatar_key(job_id),
        result={
            **a_completed_job().result,
            "identity": {
                "human_name": draw(text),
                "job_title": draw(text),
                "seniority": draw(st.sampled_from(sorted(SENIORITIES))),
                "bio": "\n\n".join(draw(st.lists(text, min_size=3, max_size=3))),
                "skills": draw(st.lists(text, min_size=5, max_size=10)),
                "career_trajectory": {when: draw(text) for when in ("past", "present", "future")},
                "similarity_score": draw(part),
            },
            "pet_analysis": {
                "species": draw(species),
                "breed": draw(text),
                "personality_traits": dict(
                    zip(DIMENSIONS, draw(st.lists(scores, min_size=47, max_size=47)), strict=True)
                ),
            },
            "score": {name: draw(part) for name in ("alignment", "fit", "name", "coherence")},
        },
    )


def wrong_keys(valid: str) -> st.SearchStrategy[str | None]:
    """API keys that are not the valid one, among them its near relations."""
    near = [
        valid[:-1],
        valid + "x",
        valid.upper(),
        valid.swapcase(),
        " " + valid,
        valid + " ",
        valid[::-1],
        "",
        valid * 9,
    ]
    return st.none() | st.sampled_from(near) | st.text(max_size=300).filter(lambda key: key != valid)

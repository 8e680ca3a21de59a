"""Job ids, and the keys of all objects in the two buckets."""

import re
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from petavatar.jobs import CardFormat

JOB_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ANY_JOB_ID: Final = "|".join(
    rf"[{hex_}]{{8}}(?:-[{hex_}]{{4}}){{3}}-[{hex_}]{{12}}|[{hex_}]{{32}}" for hex_ in ("0-9a-f", "0-9A-F")
)
"""A job's id as others may write it: all in small letters or all in capitals, with hyphens or without."""
_UPLOAD_KEY: Final = re.compile(rf"uploads/(?P<job_id>{ANY_JOB_ID})/[^/]+", re.DOTALL)


def avatar_key(job_id: str) -> str:
    """Where a job's avatar lies in the generated bucket."""
    return f"generated/{job_id}/avatar.png"


def card_key(job_id: str, card_format: CardFormat = "wide") -> str:
    """Where a job's share card lies in the generated bucket, in one of its formats."""
    return f"generated/{job_id}/card{'' if card_format == 'wide' else f'-{card_format}'}.png"


def photo_key(job_id: str) -> str:
    """Where a job's prepared photo lies in the generated bucket."""
    return f"generated/{job_id}/photo.jpg"


def work_key(job_id: str, step: str) -> str:
    """Where a finished step of a job is kept in the generated bucket, for a retry to find."""
    return f"work/{job_id}/{step}.json"


def spellings(job_id: str) -> tuple[str, ...]:
    """All spellings of a canonical job id that `UploadKey` reads."""
    plain = job_id.replace("-", "")
    return tuple(dict.fromkeys((job_id, job_id.upper(), plain, plain.upper())))


@dataclass(frozen=True, slots=True)
class UploadKey:
    """The key of a photo in the upload bucket, `uploads/{job_id}/{name}`.

    `job_id` is canonical; the key may write it in another of its spellings.
    """

    job_id: str
    key: str

    @classmethod
    def parse(cls, key: str) -> Self | None:
        """Reads a key; None if it is not an upload's, or S3 can't hold it.

        The name is taken literally: `..`, `%2e` and the like are characters of a key, not a path.
        """
        match = _UPLOAD_KEY.fullmatch(key)
        return cls(str(UUID(match["job_id"])), key) if match and _is_possible(key) else None


def _is_possible(key: str) -> bool:
    """Whether S3 can hold such a key: at most 1,024 bytes of UTF-8."""
    try:
        return len(key.encode()) <= 1024
    except UnicodeEncodeError:
        return False

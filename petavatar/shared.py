"""A shared result: its addresses, and what it shows to everybody who has one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from petavatar.jobs import CARD_FORMATS, CardFormat, Job, timestamp

SHARED_URL_SECONDS: Final = 300
"""How long pictures of a shared result can be fetched from the addresses that come with it: not long after its end."""
_PERSON: Final = ("human_name", "job_title", "headline", "bio", "skills", "language")


@dataclass(frozen=True, slots=True)
class Pictures:
    """Presigned addresses of what is shown: avatar, cards, and the prepared photo if it is shared."""

    avatar: str
    cards: Mapping[CardFormat, str]
    photo: str | None

    @classmethod
    def of(cls, job: Job, url_of: Callable[[str], str]) -> Self:
        """The pictures of a shared job, whose keys `url_of` turns into addresses."""
        photo = url_of(job.s3_photo_key) if job.share_photo and job.s3_photo_key else None
        return cls(url_of(job.s3_avatar_key), {name: url_of(key) for name, key in job.cards.items()}, photo)


def share_address(token: str, base: str) -> str:
    """The address to pass on: a page that needs no key, nor scripts."""
    return f"{base}/s/{token}"


def page_address(token: str, page_url: str) -> str | None:
    """Where the page shows the whole result, in a fragment that browsers send nowhere; None without a page."""
    return f"{page_url}#s={token}" if page_url else None


def link_body(job: Job, token: str, base: str, page_url: str) -> dict[str, Any]:
    """The body of `POST /jobs/{job_id}/share`."""
    return {
        "job_id": job.job_id,
        "url": share_address(token, base),
        "page_url": page_address(token, page_url),
        "token": token,
        "photo": job.share_photo,
        "expires_at": timestamp(job.ttl),
    }


def shared_body(job: Job, pictures: Pictures) -> dict[str, Any]:
    """The body of `GET /shared/{token}`: members of the results, under their names there, and no others.

    `pet_box` goes with the photo, of which it says where the pet is.
    """
    identity, pet = job.result["identity"], job.result["pet_analysis"]
    return {
        "identity": {name: identity.get(name) for name in _PERSON},
        "pet_analysis": {"species": pet["species"], "breed": pet["breed"]},
        "likenesses": job.result.get("likenesses") or [],
        "choices": {"pet_name": job.choices.get("pet_name")},
        "avatar_url": pictures.avatar,
        "card_url": pictures.cards.get("wide"),
        "card_urls": {name: pictures.cards.get(name) for name in CARD_FORMATS},
        "photo_url": pictures.photo,
        "pet_box": job.result.get("pet_box") if pictures.photo else None,
        "urls_expire_in": SHARED_URL_SECONDS,
    }

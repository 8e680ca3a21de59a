"""Many photos in one call: how each ends, and how a later call finds the jobs of an earlier one.

The jobs are made under Idempotency-Keys, which follow from the batch's name and from what is sent. So nothing is kept
on this machine: the same call again, after a crash too, comes to the same jobs.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from petavatar_client.errors import PetAvatarClientError
from petavatar_client.models import Results
from petavatar_client.photo import Photo

TRIES: Final = 3
"""How many jobs one photo of a batch may have, one after the other: each further call begins one where the last failed
for a reason that may pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How it ended for a photo of a batch: with results, or with an error.

    Attributes:
        photo: what was sent.
        results: what came of it; None if nothing did.
        error: why nothing came of it.
    """

    photo: Photo
    results: Results | None = None
    error: PetAvatarClientError | None = None


def key_for(batch: str, photo: Photo, wanted: Mapping[str, str], attempt: int) -> str:
    """The Idempotency-Key of one try at one photo of a batch.

    Raises:
        InvalidInput: if the photo can't be read.
    """
    with photo.open() as file:
        content = hashlib.sha256(file.read()).hexdigest()
    asked = json.dumps([batch, content, dict(wanted), attempt], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()

"""The texts of the prompts, and their versions.

Two versions may run side by side: a file in the folder `next` takes the place of the prompt of the same name, for a
share of the jobs that a setting gives. Which one a job has depends on its id alone, so retries have the same.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from petavatar.errors import SettingsError

_FOLDER: Final = files("agent").joinpath("prompts")
_SUFFIXES: Final = (".md", ".py")
_VERSION_DIGITS: Final = 12
_DRAWS: Final = 1_000_000


@dataclass(frozen=True)
class Prompts:
    """One version of the prompts.

    Attributes:
        overlay: the folder whose files take the place of the others; None for none.
    """

    overlay: Traversable | None = None

    def text(self, step: str) -> str:
        """The system prompt of a step."""
        return self._files[f"{step}.md"].decode()

    @cached_property
    def version(self) -> str:
        """The beginning of the SHA-256 of all prompts, that of the portrait with its code included."""
        digest = hashlib.sha256()
        for name, content in sorted(self._files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()[:_VERSION_DIGITS]

    @cached_property
    def _files(self) -> dict[str, bytes]:
        return dict(_read(_FOLDER)) | (dict(_read(self.overlay)) if self.overlay else {})


def _read(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for file in folder.iterdir():
        if file.name.endswith(_SUFFIXES):
            yield file.name, file.read_bytes()


CURRENT: Final = Prompts()
"""The prompts that jobs have, unless a share of them has the next ones."""


def prompts_for(job_id: str, share: float) -> Prompts:
    """The prompts of a job.

    Args:
        job_id: the job.
        share: the share of the jobs that have the next version, 0 to 1.
    """
    digest = hashlib.sha256(f"prompts:{job_id}".encode()).digest()
    return next_prompts() if int.from_bytes(digest[:8]) % _DRAWS < share * _DRAWS else CURRENT


@cache
def next_prompts() -> Prompts:
    """The next version of the prompts; the current one if there is none."""
    folder = _FOLDER.joinpath("next")
    return Prompts(folder) if folder.is_dir() else CURRENT


def check_share(share: float) -> None:
    """Makes sure that a share can be given to the next version.

    Raises:
        SettingsError: if it is no share, or if there is no next version.
    """
    if not 0 <= share <= 1:
        raise SettingsError("NEXT_PROMPTS_SHARE must be from 0 to 1")
    if share and next_prompts().version == CURRENT.version:
        raise SettingsError("NEXT_PROMPTS_SHARE needs prompts in agent/prompts/next")

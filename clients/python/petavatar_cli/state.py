"""What a directory knows of the jobs whose results go into it, so that the same command goes on where it was ended."""

import json
import os
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from petavatar_cli.errors import InputError

STATE_FILE: Final = ".petavatar.json"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A job that was begun: what is needed to find it again, and nothing secret.

    Attributes:
        photo: what the photo's file was called, for people.
        folder: where its results go, below the directory; `.` is the directory itself.
        job_id: its job.
        s3_uri: the object that its upload makes.
    """

    photo: str
    folder: str
    job_id: str
    s3_uri: str


class State:
    """The state file of one directory. It is replaced whole at each change, so that no crash leaves half of one."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / STATE_FILE
        self._lock = threading.Lock()

    def find(self, key: str) -> Submission | None:
        """The last submission under a key.

        Raises:
            InputError: if the file can't be read.
        """
        return self.submissions().get(key)

    def record(self, key: str, submission: Submission) -> None:
        """Keeps a submission, in the place of an older one under the same key.

        Raises:
            InputError: if the file can't be written.
        """
        with self._lock:
            # Read again each time: another command may be at work in this directory.
            photos = {name: asdict(entry) for name, entry in (self.submissions() | {key: submission}).items()}
            self._replace(json.dumps({"version": _VERSION, "photos": photos}, ensure_ascii=False, indent=1) + "\n")

    def submissions(self) -> dict[str, Submission]:
        """All of them, by their keys.

        Raises:
            InputError: if the file can't be read.
        """
        try:
            return _submissions(json.loads(self._path.read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise InputError(f"{self._path} can't be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{self._path} is not what petavatar wrote. Without it, every photo is new.") from error

    def _replace(self, text: str) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=STATE_FILE, dir=self._path.parent)
            try:
                with open(number, "w", encoding="utf-8") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(name, self._path)
            except OSError:
                with suppress(OSError):
                    os.unlink(name)
                raise
        except OSError as error:
            raise InputError(f"{self._path} can't be written: {error.strerror}.") from error


def _submissions(content: Mapping[str, Any]) -> dict[str, Submission]:
    if content["version"] != _VERSION:
        raise ValueError("of another version")
    return {key: Submission(**entry) for key, entry in content["photos"].items()}

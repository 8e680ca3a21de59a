"""The writer of a running system, which remembers the lines of its stories."""

from threading import Lock
from typing import Final

from agent.person.facts import Facts
from agent.schemas import Career, Identity, PetAnalysis
from local.bedrock.writer.biography import identity
from local.bedrock.writer.repertoire import Repertoire
from petavatar.choices import Style

_REMEMBERED: Final = 500


class Pen:
    """Writes identities, no two with the same lines as long as there are others.

    The same request gets the same texts again, until as many others have followed as are remembered.
    """

    def __init__(self) -> None:
        self._repertoire = Repertoire()
        self._written: dict[str, Identity] = {}
        # Requests are answered in threads.
        self._lock = Lock()

    def identity(
        self, analysis: PetAnalysis, career: Career, variation: int, style: Style | None, facts: Facts | None
    ) -> Identity:
        """The identity of a person; `local.bedrock.writer.identity` says what the arguments are."""
        request = f"{analysis!r} {career!r} {variation} {style} {facts!r}"
        with self._lock:
            if request not in self._written:
                self._written[request] = identity(analysis, career, variation, style, facts, self._repertoire)
                if len(self._written) > _REMEMBERED:
                    del self._written[next(iter(self._written))]
            return self._written[request]

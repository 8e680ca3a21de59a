"""The Python client, the blocking one and the one for asyncio."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from petavatar_client import (
    ApiProblem,
    AsyncPetAvatarClient,
    JobFailed,
    PetAvatarClient,
    PetAvatarClientError,
)
from tests.support.conformance.adapter import Created, RefusedError
from tests.support.driven import Driven


@contextmanager
def refusals() -> Iterator[None]:
    try:
        yield
    except ApiProblem as error:
        raise RefusedError(str(error), error.type.rpartition(":")[2]) from error
    except JobFailed as error:
        raise RefusedError(str(error), error.error.type.rpartition(":")[2]) from error
    except PetAvatarClientError as error:
        raise RefusedError(str(error), type(error).__name__) from error


class Python:
    """The client in this process."""

    keyed = sharing = webhooks = True

    def __init__(self, api_url: str, api_key: str, directory: Path) -> None:
        self._client: Any = PetAvatarClient(api_url, api_key)

    def create(self, photo: Path, *, key: str | None = None, **choices: Any) -> Created:
        seen: list[str] = []
        with refusals():
            job = self._client.submit(photo, idempotency_key=key, **choices)
            seen.extend(state.stage or state.status for state in self._client.subscribe(job))
            results = self._client.results(job.job_id)
        return Created(results.job_id, results.identity.human_name, tuple(seen))

    def results(self, job_id: str) -> Mapping[str, Any]:
        with refusals():
            body: Mapping[str, Any] = self._client.results(job_id).body
            return body

    def cancel(self, job_id: str) -> None:
        with refusals():
            self._client.cancel(job_id)

    def listed(self) -> list[str]:
        with refusals():
            return [job.job_id for job in self._client.list()]

    def variation(self, job_id: str, **changes: Any) -> str:
        with refusals():
            return str(self._client.variation(job_id, **changes).job_id)

    def share(self, job_id: str) -> str:
        with refusals():
            return str(self._client.share(job_id).url)

    def unshare(self, job_id: str) -> None:
        with refusals():
            self._client.unshare(job_id)

    def deliveries(self, job_id: str) -> list[bool]:
        with refusals():
            return [one.delivered for one in self._client.deliveries(job_id).deliveries]

    def erase(self, job_id: str) -> None:
        with refusals():
            self._client.erase(job_id)

    def close(self) -> None:
        self._client.close()


class AsyncPython(Python):
    """The same for asyncio."""

    def __init__(self, api_url: str, api_key: str, directory: Path) -> None:
        self._runner = asyncio.Runner()
        self._client = Driven(AsyncPetAvatarClient(api_url, api_key), self._runner)

    def close(self) -> None:
        super().close()
        self._runner.close()

# Generated from _async/making.py by scripts/sync_client.py: change that instead.
"""The ways from a photo to results, and from results to others."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from typing_extensions import Unpack

from petavatar_client._sync.following import JOB_TIMEOUT_S, Following
from petavatar_client.answers import (
    read_job,
    read_ticket,
    read_ticket_or_job,
    refusal,
)
from petavatar_client.batch import TRIES, Made, key_for
from petavatar_client.choices import ChoiceArguments, parameters
from petavatar_client.concurrency import side_by_side
from petavatar_client.errors import PetAvatarClientError
from petavatar_client.models import (
    Job,
    Results,
    UploadTicket,
)
from petavatar_client.paths import path
from petavatar_client.photo import Photo
from petavatar_client.variations import VariationArguments, variation_body


class Making(Following):
    """Makes jobs."""

    def create(
        self,
        photo: Photo | Path | str | bytes,
        *,
        idempotency_key: str | None = None,
        timeout_s: float = JOB_TIMEOUT_S,
        on_progress: Callable[[Job], None] | None = None,
        **choices: Unpack[ChoiceArguments],
    ) -> Results:
        """Turns a photo into an avatar and an identity: submits it, waits, fetches the results.

        Args:
            photo: where the photo is, or its content.
            idempotency_key: 1-255 printable ASCII characters. However often this is called with the same one and the
                same choices, by whatever process, there is one job.
            timeout_s: how long to wait for the job, in seconds.
            on_progress: called with each state of the job that is seen.
            choices: those of `ChoiceArguments`.

        Raises:
            UnsuitablePhoto: if the server would not take the photo; it was not sent.
            InvalidInput: if the photo can't be read.
            UploadRefused: if S3 does not take it.
            JobFailed: if the job fails.
            JobUnfinished: if it takes longer.
            PetAvatarClientError: as every method.
        """
        job = self.submit(photo, idempotency_key=idempotency_key, **choices)
        self.wait(job, timeout_s=timeout_s, on_progress=on_progress)
        return self.results(job.job_id)

    def create_many(
        self,
        photos: Iterable[Photo | Path | str | bytes],
        *,
        batch: str,
        at_once: int = 4,
        timeout_s: float = JOB_TIMEOUT_S,
        **choices: Unpack[ChoiceArguments],
    ) -> Iterator[Made]:
        """Turns photos into avatars, a few at a time, and yields how each ends when it has ended.

        The same call again, with the batch's name and the same choices, goes on where the last one stopped: it waits
        for the jobs that were begun, begins those that were not, and makes none twice. A photo whose job has failed
        for a reason that may pass gets another one, up to three in all.

        Args:
            photos: where each is, or its content.
            batch: a name for all of them.
            at_once: how many jobs are on the way at once.
            timeout_s: how long to wait for each job, in seconds.
            choices: those of `ChoiceArguments`, for each photo.

        Raises:
            InvalidInput: if there is no such file, or it can't be read; nothing was sent.

        >>> for made in client.create_many(["photo.jpg"], batch="family"):
        ...     print(made.photo.name, made.results.identity.job_title if made.results else made.error)
        """

        def make(photo: Photo) -> Made:
            try:
                job = self._submit_of_batch(photo, batch, choices)
                self.wait(job, timeout_s=timeout_s)
                return Made(photo=photo, results=self.results(job.job_id))
            except PetAvatarClientError as error:
                return Made(photo=photo, error=error)

        for made in side_by_side(make, [Photo.of(photo) for photo in photos], at_once):
            yield made

    def _submit_of_batch(self, photo: Photo, batch: str, choices: ChoiceArguments) -> Job:
        """The latest job of a photo of a batch, or a new one where there is none that is worth waiting for."""
        photo.require_image()
        wanted = parameters(photo.content_type, choices)
        for attempt in range(TRIES - 1):
            found = self._ticket_or_job(wanted, key_for(batch, photo, wanted, attempt))
            if not isinstance(found, Job):
                return self._hand_in(found, photo)
            if found.status != "failed":
                return found
            found = self.status(found.job_id)
            if not (found.error and found.error.retryable):
                return found
        found = self._ticket_or_job(wanted, key_for(batch, photo, wanted, TRIES - 1))
        return found if isinstance(found, Job) else self._hand_in(found, photo)

    def submit(
        self,
        photo: Photo | Path | str | bytes,
        *,
        idempotency_key: str | None = None,
        **choices: Unpack[ChoiceArguments],
    ) -> Job:
        """Uploads a photo and hands it in, and does not wait for its job. The arguments are those of `create`.

        >>> job = client.submit("photo.jpg", pet_name="Chelsea")
        >>> for seen in client.subscribe(job):
        ...     print(seen.stage, sorted(seen.findings))
        """
        photo = Photo.of(photo)
        photo.require_image()
        found = self._ticket_or_job(parameters(photo.content_type, choices), idempotency_key)
        return found if isinstance(found, Job) else self._hand_in(found, photo)

    def variation(
        self,
        job_id: str,
        *,
        idempotency_key: str | None = None,
        timeout_s: float = JOB_TIMEOUT_S,
        on_progress: Callable[[Job], None] | None = None,
        **changes: Unpack[VariationArguments],
    ) -> Results:
        """Makes a variation of a completed job, waits for it, and fetches its results. The photo is not read again.

        Args:
            job_id: the completed job, which stays as it is.
            idempotency_key: 1-255 printable ASCII characters; one of its own for each call if left out.
            timeout_s: how long to wait for the new job, in seconds.
            on_progress: called with each state of it that is seen.
            changes: those of `VariationArguments`.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it has no results or kept nothing.
            JobFailed: if the new job fails.
            JobUnfinished: if it takes longer.
            PetAvatarClientError: as every method.

        >>> other = client.variation(results.job_id, change="portrait")
        >>> print(other.identity.job_title)
        """
        # With a key of its own, no request that is sent again makes a second job.
        headers = {"Idempotency-Key": str(uuid4()) if idempotency_key is None else idempotency_key}
        address, body = path("jobs", job_id, "variations"), variation_body(changes)
        job = read_job(self._connection.ask("POST", address, json=body, headers=headers))
        self.wait(job, timeout_s=timeout_s, on_progress=on_progress)
        return self.results(job.job_id)

    def _hand_in(self, ticket: UploadTicket, photo: Photo) -> Job:
        photo.require_size(ticket.max_bytes)
        self.upload(ticket, photo)
        return self.process(ticket.s3_uri)

    def _ticket_or_job(self, wanted: dict[str, str], idempotency_key: str | None) -> UploadTicket | Job:
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key is not None else {}
        return read_ticket_or_job(self._connection.ask("GET", "/presigned-url", params=wanted, headers=headers))

    def presigned_upload(self, content_type: str, **choices: Unpack[ChoiceArguments]) -> UploadTicket:
        """`GET /presigned-url`: asks for an address to upload one photo to. The choices stay with it."""
        params = parameters(content_type, choices)
        return read_ticket(self._connection.ask("GET", "/presigned-url", params=params))

    def upload(self, ticket: UploadTicket, photo: Photo | Path | str | bytes) -> None:
        """Uploads a photo straight to S3; its job starts by itself then.

        Raises:
            UploadRefused: if S3 does not take it.
        """
        response = self._connection.upload(ticket, Photo.of(photo))
        if not response.is_success:
            raise refusal(response)

    def process(self, s3_uri: str) -> Job:
        """`POST /process`: hands an uploaded photo in. Once more answers the same job, whatever has become of it."""
        return read_job(self._connection.ask("POST", "/process", json={"s3_uri": s3_uri}))

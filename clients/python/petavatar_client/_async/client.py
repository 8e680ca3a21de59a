"""The client of PetAvatar's REST API, and of the presigned addresses that it hands out."""

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx
from typing_extensions import Self, Unpack

from petavatar_client._async.connection import AsyncConnection
from petavatar_client._async.pictures import AsyncPicture
from petavatar_client.answers import (
    failure,
    read_deliveries,
    read_job,
    read_page,
    read_results,
    read_share_link,
    read_ticket,
    read_ticket_or_job,
    read_webhook_secret,
    refusal,
    status_line,
)
from petavatar_client.batch import TRIES, Made, key_for
from petavatar_client.choices import ChoiceArguments, parameters
from petavatar_client.concurrency import async_side_by_side, async_sleep
from petavatar_client.environment import API_KEY, API_URL, required
from petavatar_client.errors import AddressExpired, JobFailed, JobUnfinished, PetAvatarClientError, UnexpectedAnswer
from petavatar_client.image_format import ImageFormat, sniff
from petavatar_client.models import (
    CARD_FORMATS,
    CardFormat,
    Job,
    JobError,
    JobPage,
    JobStatus,
    PictureName,
    Results,
    ShareLink,
    UploadTicket,
)
from petavatar_client.photo import Photo
from petavatar_client.variations import VariationArguments, variation_body
from petavatar_client.webhooks import Deliveries

JOB_TIMEOUT_S: Final = 300.0
"""How long to wait for a job: one try takes up to two minutes with real models, and another may follow it."""

# S3 answers 403 to an address past its time, and 400 where the session that signed it has ended.
_REFUSALS: Final = frozenset({400, 403})

_LARGEST_PAGE: Final = 100

T = TypeVar("T")


class AsyncPetAvatarClient:
    """Speaks to one deployment. Every request has a timeout, and the key goes to the API alone.

    Each method raises a `PetAvatarClientError`: `Unreachable` if there is no answer, `UnexpectedAnswer` if it makes no
    sense, `ApiProblem` if the API refuses. A request is sent again, up to four times in all, where there is no answer,
    or where the server says that this can help, and as late as it says. At most four requests to the API are on the
    way at once.

    >>> async with AsyncPetAvatarClient() as client:
    ...     results = await client.create("photo.jpg", style="creative")
    >>> print(results.identity.job_title)
    """

    def __init__(
        self,
        api_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 30.0,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = async_sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Makes a client; nothing is sent yet.

        Args:
            api_url: the base of the API's addresses; `PETAVATAR_API_URL` if left out.
            api_key: the API key; `PETAVATAR_API_KEY` if left out.
            timeout: how long to wait for the other side at each step of a request, in seconds.
            transport: what carries the requests, if not the network.
            sleep: how to wait, in seconds.
            clock: a monotonic clock, in seconds.
            chance: a number from 0 up to 1, by which waits are spread.

        Raises:
            InvalidInput: if address or key is missing, the address is no http(s) address, or the key can't be a
                header's value.
        """
        self._connection = AsyncConnection(
            required(api_url, API_URL, "address of an API"),
            required(api_key, API_KEY, "API key"),
            timeout=timeout,
            transport=transport,
            sleep=sleep,
            chance=chance,
        )
        self._sleep = sleep
        self._clock = clock

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def api_url(self) -> str:
        """The base of the API's addresses."""
        return self._connection.api_url

    async def close(self) -> None:
        """Closes the connections."""
        await self._connection.close()

    async def create(
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
        job = await self.submit(photo, idempotency_key=idempotency_key, **choices)
        await self.wait(job, timeout_s=timeout_s, on_progress=on_progress)
        return await self.results(job.job_id)

    async def create_many(
        self,
        photos: Iterable[Photo | Path | str | bytes],
        *,
        batch: str,
        at_once: int = 4,
        timeout_s: float = JOB_TIMEOUT_S,
        **choices: Unpack[ChoiceArguments],
    ) -> AsyncIterator[Made]:
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

        >>> async for made in client.create_many(["photo.jpg"], batch="family"):
        ...     print(made.photo.name, made.results.identity.job_title if made.results else made.error)
        """

        async def make(photo: Photo) -> Made:
            try:
                job = await self._submit_of_batch(photo, batch, choices)
                await self.wait(job, timeout_s=timeout_s)
                return Made(photo=photo, results=await self.results(job.job_id))
            except PetAvatarClientError as error:
                return Made(photo=photo, error=error)

        async for made in async_side_by_side(make, [Photo.of(photo) for photo in photos], at_once):
            yield made

    async def _submit_of_batch(self, photo: Photo, batch: str, choices: ChoiceArguments) -> Job:
        """The latest job of a photo of a batch, or a new one where there is none that is worth waiting for."""
        photo.require_image()
        wanted = parameters(photo.content_type, choices)
        for attempt in range(TRIES - 1):
            found = await self._ticket_or_job(wanted, key_for(batch, photo, wanted, attempt))
            if not isinstance(found, Job):
                return await self._hand_in(found, photo)
            if found.status != "failed":
                return found
            found = await self.status(found.job_id)
            if not (found.error and found.error.retryable):
                return found
        found = await self._ticket_or_job(wanted, key_for(batch, photo, wanted, TRIES - 1))
        return found if isinstance(found, Job) else await self._hand_in(found, photo)

    async def submit(
        self,
        photo: Photo | Path | str | bytes,
        *,
        idempotency_key: str | None = None,
        **choices: Unpack[ChoiceArguments],
    ) -> Job:
        """Uploads a photo and hands it in, and does not wait for its job. The arguments are those of `create`.

        >>> job = await client.submit("photo.jpg", pet_name="Chelsea")
        >>> async for seen in client.subscribe(job):
        ...     print(seen.stage, sorted(seen.findings))
        """
        photo = Photo.of(photo)
        photo.require_image()
        found = await self._ticket_or_job(parameters(photo.content_type, choices), idempotency_key)
        return found if isinstance(found, Job) else await self._hand_in(found, photo)

    async def variation(
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

        >>> other = await client.variation(results.job_id, change="portrait")
        >>> print(other.identity.job_title)
        """
        # With a key of its own, no request that is sent again makes a second job.
        headers = {"Idempotency-Key": str(uuid4()) if idempotency_key is None else idempotency_key}
        path, body = _path("jobs", job_id, "variations"), variation_body(changes)
        job = read_job(await self._connection.ask("POST", path, json=body, headers=headers))
        await self.wait(job, timeout_s=timeout_s, on_progress=on_progress)
        return await self.results(job.job_id)

    async def _hand_in(self, ticket: UploadTicket, photo: Photo) -> Job:
        photo.require_size(ticket.max_bytes)
        await self.upload(ticket, photo)
        return await self.process(ticket.s3_uri)

    async def _ticket_or_job(self, wanted: dict[str, str], idempotency_key: str | None) -> UploadTicket | Job:
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key is not None else {}
        return read_ticket_or_job(await self._connection.ask("GET", "/presigned-url", params=wanted, headers=headers))

    async def presigned_upload(self, content_type: str, **choices: Unpack[ChoiceArguments]) -> UploadTicket:
        """`GET /presigned-url`: asks for an address to upload one photo to. The choices stay with it."""
        params = parameters(content_type, choices)
        return read_ticket(await self._connection.ask("GET", "/presigned-url", params=params))

    async def upload(self, ticket: UploadTicket, photo: Photo | Path | str | bytes) -> None:
        """Uploads a photo straight to S3; its job starts by itself then.

        Raises:
            UploadRefused: if S3 does not take it.
        """
        response = await self._connection.upload(ticket, Photo.of(photo))
        if not response.is_success:
            raise refusal(response)

    async def process(self, s3_uri: str) -> Job:
        """`POST /process`: hands an uploaded photo in. Once more answers the same job, whatever has become of it."""
        return read_job(await self._connection.ask("POST", "/process", json={"s3_uri": s3_uri}))

    async def status(self, job_id: str) -> Job:
        """`GET /status/{job_id}`."""
        return read_job(await self._connection.ask("GET", _path("status", job_id)))

    async def wait(
        self,
        job: Job | str,
        *,
        timeout_s: float = JOB_TIMEOUT_S,
        on_progress: Callable[[Job], None] | None = None,
    ) -> Job:
        """Waits until a job is completed, asking as often as the server would have it.

        Args:
            job: the job's id, or a state of it that was just seen.
            timeout_s: how long, in seconds.
            on_progress: called with each state that is seen.

        Raises:
            JobFailed: if the job fails.
            JobUnfinished: if it takes longer; it goes on all the same.
            PetAvatarClientError: as every method.
        """
        async for seen in self._watch(job, timeout_s):
            if on_progress:
                on_progress(seen)
        return seen

    async def subscribe(self, job: Job | str, *, timeout_s: float = JOB_TIMEOUT_S) -> AsyncIterator[Job]:
        """Yields a job's states as they change, with what is found out on the way, until it is completed.

        The arguments and errors are those of `wait`; a job that fails is yielded before `JobFailed` is raised.
        """
        shown: tuple[object, ...] = ()
        async for seen in self._watch(job, timeout_s):
            now = (seen.status, seen.progress, seen.stage, seen.findings, seen.avatar_url is None)
            if now != shown:
                yield seen
            shown = now

    async def _watch(self, job: Job | str, timeout_s: float) -> AsyncIterator[Job]:
        """Yields every state of a job that is seen, as it is seen."""
        deadline = self._clock() + timeout_s
        seen = job if isinstance(job, Job) else await self.status(job)
        if seen.status == "failed" and seen.error is None:
            # POST /process does not say why.
            seen = await self.status(seen.job_id)
        yield seen
        while not seen.ended:
            remaining_s = deadline - self._clock()
            if remaining_s <= 0:
                raise JobUnfinished(
                    f"The job was still {seen.status} ({seen.progress} %) after {timeout_s:g} s. (job {seen.job_id})",
                    seen,
                )
            await self._sleep(min(seen.retry_after_s, remaining_s))
            seen = await self.status(seen.job_id)
            yield seen
        if seen.status == "failed":
            raise JobFailed(f"{failure(seen.error or JobError())} (job {seen.job_id})", seen)

    async def results(self, job_id: str) -> Results:
        """`GET /results/{job_id}`."""
        return read_results(await self._connection.ask("GET", _path("results", job_id)))

    async def cancel(self, job_id: str) -> Job:
        """`POST /jobs/{job_id}/cancel`: ends a job that has not ended; one that is at work ends within seconds.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it had ended before.
        """
        return read_job(await self._connection.ask("POST", _path("jobs", job_id, "cancel")))

    async def list(self, *, status: JobStatus | None = None, owner: str | None = None) -> AsyncIterator[Job]:
        """Yields the jobs of the key's owner, newest first; it asks for the next part when that is wanted.

        Args:
            status: only those that are in this state.
            owner: whose jobs, for keys of scope `all`.

        >>> async for job in client.list(status="completed"):
        ...     print(job.job_id, job.created_at)
        """
        page = await self.jobs(status=status, owner=owner, limit=_LARGEST_PAGE)
        while True:
            for job in page.jobs:
                yield job
            if page.cursor is None:
                return
            page = await self.jobs(status=status, owner=owner, limit=_LARGEST_PAGE, cursor=page.cursor)

    async def jobs(
        self, *, status: JobStatus | None = None, limit: int = 20, cursor: str | None = None, owner: str | None = None
    ) -> JobPage:
        """`GET /jobs`: a part of the jobs of the key's owner, newest first.

        Args:
            status: only those that are in this state; the part may be short then, or empty, though there are more.
            limit: how many to look at, 1-100.
            cursor: where to begin: that of the part before.
            owner: whose jobs, for keys of scope `all`.
        """
        wanted = {"status": status, "limit": str(limit), "cursor": cursor, "owner": owner}
        params = {name: value for name, value in wanted.items() if value is not None}
        return read_page(await self._connection.ask("GET", "/jobs", params=params))

    async def share(self, job_id: str, *, photo: bool = False) -> ShareLink:
        """`POST /jobs/{job_id}/share`: an address that shows a completed job's result to everybody who has it.

        Asked for again, it is the same, until `unshare` ends it.

        Args:
            job_id: the job.
            photo: whether the prepared photo is shown, too. The card shows a part of it in any case.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it has no result.
        """
        return read_share_link(
            await self._connection.ask("POST", _path("jobs", job_id, "share"), json={"photo": photo})
        )

    async def unshare(self, job_id: str) -> None:
        """`POST /jobs/{job_id}/unshare`: ends the sharing of a job at once; shared again, it has another address.

        Raises:
            ApiProblem: with status 404 if there is no such job.
        """
        await self._connection.ask("POST", _path("jobs", job_id, "unshare"))

    async def erase(self, job_id: str) -> None:
        """`DELETE /jobs/{job_id}`: erases a finished job with its photo, avatar and cards, also one erased before.

        Raises:
            ApiProblem: with status 404 if there never was such a job, with 409 if it is not finished.
        """
        await self._connection.ask("DELETE", _path("jobs", job_id))

    delete = erase

    async def deliveries(self, job_id: str) -> Deliveries:
        """`GET /jobs/{job_id}/deliveries`: what became of the job's webhook.

        Raises:
            ApiProblem: with status 404 if there is no such job.
        """
        return read_deliveries(await self._connection.ask("GET", _path("jobs", job_id, "deliveries")))

    async def redeliver(self, job_id: str) -> Deliveries:
        """`POST /jobs/{job_id}/redeliver`: has the job's webhook sent again; the tries so far.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it has no webhook or has not ended.
        """
        return read_deliveries(await self._connection.ask("POST", _path("jobs", job_id, "redeliver")))

    async def webhook_secret(self) -> str:
        """`GET /webhook-secret`: the secret that webhooks of the key's owner are signed with, `whsec_...`.

        While a rotation lasts, webhooks have a signature by the one before it too.
        """
        return read_webhook_secret(await self._connection.ask("GET", "/webhook-secret"))

    def picture(self, results: Results, name: PictureName = "avatar") -> AsyncPicture | None:
        """One of a job's pictures, which is fetched when it is wanted; None if there is no such picture.

        >>> story = client.picture(results, "story")
        >>> if story:
        ...     await story.save("story.png")
        """
        return AsyncPicture(self._renewed, results, name) if results.address_of(name) else None

    async def pictures(self, results: Results) -> tuple[bytes, bytes | None]:
        """Fetches avatar and card, both PNGs; None for a card that there is not.

        An address may end before its hour, with the session of the function that signed it. So where one is refused,
        this asks for the results again, once, and takes their new addresses.

        Raises:
            PetAvatarClientError: as `results` and `download`.
        """
        card = await self._renewed(results, "wide") if results.card_url else None
        return await self._renewed(results, "avatar"), card

    async def cards(self, results: Results, *formats: CardFormat) -> dict[CardFormat, bytes]:
        """Fetches the card in these formats, or in all; without those that there are not. Addresses as in `pictures`.

        Raises:
            PetAvatarClientError: as `results` and `download`.
        """
        there = [name for name in formats or CARD_FORMATS if results.address_of(name)]
        return {name: await self._renewed(results, name) for name in there}

    async def _renewed(self, results: Results, name: PictureName) -> bytes:
        """Fetches a picture, from a new address where the old one is refused."""
        image_format: ImageFormat = "jpeg" if name == "photo" else "png"
        try:
            return await self.download(results.address_of(name) or "", image_format)
        except AddressExpired:
            fresh = await self.results(results.job_id)
            return await self.download(fresh.address_of(name) or "", image_format)

    async def download(self, url: str, image_format: ImageFormat = "png") -> bytes:
        """Fetches a picture from the presigned address in the results.

        Raises:
            AddressExpired: if the storage refuses the address; the results come with a new one.
            UnexpectedAnswer: if there is no picture of that format.
        """
        response = await self._connection.fetch(url)
        if response.status_code in _REFUSALS:
            raise AddressExpired(f"The picture's address is refused: the storage answered {status_line(response)}.")
        if not response.is_success:
            raise UnexpectedAnswer(f"The picture could not be fetched: the storage answered {status_line(response)}.")
        if sniff(response.content) != image_format:
            raise UnexpectedAnswer(f"What the storage holds as the picture is not a {image_format.upper()} image.")
        return response.content


def _path(*parts: str) -> str:
    return "".join(f"/{quote(part, safe='')}" for part in parts)

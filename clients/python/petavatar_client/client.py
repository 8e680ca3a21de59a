"""The client of PetAvatar's REST API, and of the presigned addresses that it hands out."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx

from petavatar_client.answers import (
    DEFAULT_WAIT_S,
    failure,
    read_job,
    read_page,
    read_results,
    read_ticket,
    read_ticket_or_job,
    refusal,
    status_line,
)
from petavatar_client.connection import Connection
from petavatar_client.errors import AddressExpired, JobFailed, JobUnfinished, UnexpectedAnswer, Unreachable
from petavatar_client.image_format import sniff
from petavatar_client.models import (
    CARD_FORMATS,
    AgeRange,
    Background,
    CardFormat,
    Change,
    Job,
    JobError,
    JobPage,
    JobStatus,
    Pronouns,
    Results,
    Style,
    UploadTicket,
)
from petavatar_client.photo import Photo

JOB_TIMEOUT_S: Final = 300.0
"""How long to wait for a job: one try takes up to two minutes with real models, and another may follow it."""

# S3 answers 403 to an address past its time, and 400 where the session that signed it has ended.
_REFUSALS: Final = frozenset({400, 403})

_ASKS: Final = 3

T = TypeVar("T")


class PetAvatarClient:
    """Speaks to one deployment; threads may share it. Every request has a timeout, and the key goes to the API alone.

    Each method raises a `PetAvatarClientError`: `Unreachable` if there is no answer, `UnexpectedAnswer` if it makes no
    sense, `ApiProblem` if the API refuses. A request of the API is sent again, up to three times in all, where the
    server says that this can help, and as late as it says; so is one for an upload, or to hand it in, that gets no
    answer. At most four are on the way at once, however many threads there are.
    """

    def __init__(
        self,
        api_url: str,
        api_key: str,
        *,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Makes a client; nothing is sent yet.

        Args:
            api_url: the base of the API's addresses.
            api_key: the API key.
            timeout: how long to wait for the other side at each step of a request, in seconds.
            transport: what carries the requests, if not the network.
            sleep: how to wait, in seconds.
            clock: a monotonic clock, in seconds.

        Raises:
            InvalidInput: if the address is no http(s) address, or the key can't be a header's value.
        """
        self._connection = Connection(api_url, api_key, timeout=timeout, transport=transport, sleep=sleep)
        self._sleep = sleep
        self._clock = clock

    def __enter__(self) -> "PetAvatarClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def api_url(self) -> str:
        """The base of the API's addresses."""
        return self._connection.api_url

    def close(self) -> None:
        """Closes the connections."""
        self._connection.close()

    def create(
        self,
        photo: Photo | Path | str | bytes,
        *,
        style: Style | None = None,
        background: Background | None = None,
        pet_name: str | None = None,
        max_wait_s: int | None = None,
        pronouns: Pronouns | None = None,
        age_range: AgeRange | None = None,
        species: str | None = None,
        breed: str | None = None,
        language: str | None = None,
        idempotency_key: str | None = None,
        timeout_s: float = JOB_TIMEOUT_S,
        on_progress: Callable[[Job], None] | None = None,
    ) -> Results:
        """Turns a photo into an avatar and an identity: uploads it, hands it in, waits, fetches the results.

        Args:
            photo: where the photo is, or its content.
            style: how the person is dressed; left to the career if left out.
            background: where the portrait is taken; left to the career if left out.
            pet_name: what the pet is called, in 1-40 characters.
            max_wait_s: in how many seconds the job must have begun; it fails otherwise, without a model called.
            pronouns: how the texts speak of the person; drawn by lot if left out.
            age_range: the person's age; left to the career if left out.
            species: what the pet is, for when the photo is read wrongly, in 1-40 letters, spaces and hyphens.
            breed: its breed, likewise.
            language: the language of the texts, as a BCP 47 tag; English if left out.
            idempotency_key: 1-255 printable ASCII characters. However often this is called with the same one and the
                same choices, by whatever process, there is one job.
            timeout_s: how long to wait for the job, in seconds.
            on_progress: called with each state of the job that is seen.

        Raises:
            UnsuitablePhoto: if the server would not take the photo; it was not sent.
            InvalidInput: if the photo can't be read.
            UploadRefused: if S3 does not take it.
            JobFailed: if the job fails.
            JobUnfinished: if it takes longer.
            PetAvatarClientError: as every method.
        """
        photo = Photo.of(photo)
        photo.require_image()
        wanted = _wanted(
            photo.content_type,
            style=style,
            background=background,
            pet_name=pet_name,
            max_wait_s=max_wait_s,
            pronouns=pronouns,
            age_range=age_range,
            species=species,
            breed=breed,
            language=language,
        )
        ticket = self._ticket_or_job(wanted, idempotency_key)
        job = ticket if isinstance(ticket, Job) else self._hand_in(ticket, photo)
        self.wait(job, timeout_s=timeout_s, on_progress=on_progress)
        return self.results(job.job_id)

    def variation(
        self,
        job_id: str,
        *,
        change: Change | None = None,
        style: Style | None = None,
        background: Literal["corner_office", "open_office", "linkedin_blue", "creative_space"] | None = None,
        pet_name: str | None = None,
        pronouns: Pronouns | None = None,
        age_range: AgeRange | None = None,
        dimensions: Mapping[str, int] | None = None,
        seed: int | None = None,
        max_wait_s: int | None = None,
        idempotency_key: str | None = None,
        timeout_s: float = JOB_TIMEOUT_S,
        on_progress: Callable[[Job], None] | None = None,
    ) -> Results:
        """Makes a variation of a completed job, waits for it, and fetches its results. The photo is not read again.

        Args:
            job_id: the completed job, which stays as it is.
            change: `portrait` for another portrait with the same texts, `career` for another career.
            style: other clothes; a new portrait with the same texts.
            background: another place; likewise.
            pet_name: another name on the cards.
            pronouns: the same career for a person who presents so; new texts and portrait.
            age_range: the same career at that age; likewise.
            dimensions: new scores of the pet, 0-100 by dimension; a career that suits them.
            seed: that of the portrait, such as the one of earlier results.
            max_wait_s: in how many seconds the job must have begun; it fails otherwise, without a model called.
            idempotency_key: 1-255 printable ASCII characters; one of its own for each call if left out.
            timeout_s: how long to wait for the job, in seconds.
            on_progress: called with each state of the job that is seen.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it has no results or kept nothing, with 400
                if nothing is to change, or not so.
            JobFailed: if the job fails.
            JobUnfinished: if it takes longer.
            PetAvatarClientError: as every method.
        """
        wanted = {
            "change": change,
            "style": style,
            "background": background,
            "pet_name": pet_name,
            "pronouns": pronouns,
            "age_range": age_range,
            "dimensions": dict(dimensions) if dimensions is not None else None,
            "seed": seed,
            "max_wait_s": max_wait_s,
        }
        body = {name: value for name, value in wanted.items() if value is not None}
        path, headers = (
            f"/jobs/{quote(job_id, safe='')}/variations",
            {"Idempotency-Key": idempotency_key or str(uuid4())},
        )
        job = read_job(self._insistently(lambda: self._connection.ask("POST", path, json=body, headers=headers)))
        self.wait(job, timeout_s=timeout_s, on_progress=on_progress)
        return self.results(job.job_id)

    def _hand_in(self, ticket: UploadTicket, photo: Photo) -> Job:
        photo.require_size(ticket.max_bytes)
        self.upload(ticket, photo)
        return self.process(ticket.s3_uri)

    def _ticket_or_job(self, wanted: dict[str, str], idempotency_key: str | None) -> UploadTicket | Job:
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key is not None else {}
        return read_ticket_or_job(
            self._insistently(lambda: self._connection.ask("GET", "/presigned-url", params=wanted, headers=headers))
        )

    def presigned_upload(
        self,
        content_type: str,
        *,
        style: Style | None = None,
        background: Background | None = None,
        pet_name: str | None = None,
        max_wait_s: int | None = None,
        pronouns: Pronouns | None = None,
        age_range: AgeRange | None = None,
        species: str | None = None,
        breed: str | None = None,
        language: str | None = None,
    ) -> UploadTicket:
        """`GET /presigned-url`: asks for an address to upload one photo to. The choices stay with it."""
        params = _wanted(
            content_type,
            style=style,
            background=background,
            pet_name=pet_name,
            max_wait_s=max_wait_s,
            pronouns=pronouns,
            age_range=age_range,
            species=species,
            breed=breed,
            language=language,
        )
        return read_ticket(self._insistently(lambda: self._connection.ask("GET", "/presigned-url", params=params)))

    def upload(self, ticket: UploadTicket, photo: Photo | Path | str | bytes) -> None:
        """Uploads a photo straight to S3; its job starts by itself then.

        Raises:
            UploadRefused: if S3 does not take it.
        """
        photo = Photo.of(photo)
        with photo.open() as file:
            response = self._connection.post(ticket, file, photo.content_type)
        if not response.is_success:
            raise refusal(response)

    def process(self, s3_uri: str) -> Job:
        """`POST /process`: hands an uploaded photo in. Once more answers the same job, whatever has become of it."""
        return read_job(self._insistently(lambda: self._connection.ask("POST", "/process", json={"s3_uri": s3_uri})))

    def status(self, job_id: str) -> Job:
        """`GET /status/{job_id}`."""
        return read_job(self._connection.ask("GET", f"/status/{quote(job_id, safe='')}"))

    def wait(
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
        deadline = self._clock() + timeout_s
        seen = job if isinstance(job, Job) else self._look(job)
        if seen.status == "failed" and seen.error is None:
            # POST /process does not say why.
            seen = self._look(seen.job_id)
        while True:
            if on_progress:
                on_progress(seen)
            if seen.ended:
                break
            remaining_s = deadline - self._clock()
            if remaining_s <= 0:
                raise JobUnfinished(
                    f"The job was still {seen.status} ({seen.progress} %) after {timeout_s:g} s. (job {seen.job_id})",
                    seen,
                )
            self._sleep(min(seen.retry_after_s, remaining_s))
            seen = self._look(seen.job_id)
        if seen.status == "failed":
            raise JobFailed(f"{failure(seen.error or JobError())} (job {seen.job_id})", seen)
        return seen

    def results(self, job_id: str) -> Results:
        """`GET /results/{job_id}`."""
        return read_results(self._connection.ask("GET", f"/results/{quote(job_id, safe='')}"))

    def cancel(self, job_id: str) -> Job:
        """`POST /jobs/{job_id}/cancel`: ends a job that has not ended; one that is at work ends within seconds.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it had ended before.
        """
        return read_job(self._connection.ask("POST", f"/jobs/{quote(job_id, safe='')}/cancel"))

    def jobs(
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
        return read_page(self._insistently(lambda: self._connection.ask("GET", "/jobs", params=params)))

    def delete(self, job_id: str) -> None:
        """`DELETE /jobs/{job_id}`: erases a finished job with its photo, avatar and card, also one erased before.

        Raises:
            ApiProblem: with status 404 if there never was such a job, with 409 if it is not finished.
        """
        self._connection.ask("DELETE", f"/jobs/{quote(job_id, safe='')}")

    def pictures(self, results: Results) -> tuple[bytes, bytes | None]:
        """Fetches avatar and card, both PNGs; None for a card that there is not.

        An address may end before its hour, with the session of the function that signed it. So where one is refused,
        this asks for the results again, once, and takes their new addresses.

        Raises:
            PetAvatarClientError: as `results` and `download`.
        """
        return self._renewing(
            lambda now: (self.download(now.avatar_url), self.download(now.card_url) if now.card_url else None), results
        )

    def cards(self, results: Results, *formats: CardFormat) -> dict[CardFormat, bytes]:
        """Fetches the card in these formats, or in all; without those that there are not. Addresses as in `pictures`.

        Raises:
            PetAvatarClientError: as `results` and `download`.
        """
        wanted = formats or CARD_FORMATS

        def fetched(now: Results) -> dict[CardFormat, bytes]:
            urls = {card_format: getattr(now.card_urls, card_format) for card_format in wanted}
            return {card_format: self.download(url) for card_format, url in urls.items() if url}

        return self._renewing(fetched, results)

    def _renewing(self, fetch: Callable[[Results], T], results: Results) -> T:
        try:
            return fetch(results)
        except AddressExpired:
            return fetch(self.results(results.job_id))

    def download(self, url: str) -> bytes:
        """Fetches the avatar or the card from the presigned address in the results.

        Raises:
            AddressExpired: if the storage refuses the address; the results come with a new one.
            UnexpectedAnswer: if there is no PNG.
        """
        response = self._connection.fetch(url)
        if response.status_code in _REFUSALS:
            raise AddressExpired(f"The picture's address is refused: the storage answered {status_line(response)}.")
        if not response.is_success:
            raise UnexpectedAnswer(f"The picture could not be fetched: the storage answered {status_line(response)}.")
        if sniff(response.content) != "png":
            raise UnexpectedAnswer("What the storage holds as the avatar or the card is not a PNG image.")
        return response.content

    def _look(self, job_id: str) -> Job:
        """Asks for the job's state; a short break of the network is no reason to lose sight of it."""
        return self._insistently(lambda: self.status(job_id))

    def _insistently(self, ask: Callable[[], T]) -> T:
        """Asks again, a few times, where there is no answer."""
        for _ in range(_ASKS - 1):
            with suppress(Unreachable):
                return ask()
            self._sleep(DEFAULT_WAIT_S)
        return ask()


def _wanted(content_type: str, **choices: str | int | None) -> dict[str, str]:
    """The parameters of a request for an upload."""
    return {"content_type": content_type} | {name: str(value) for name, value in choices.items() if value is not None}

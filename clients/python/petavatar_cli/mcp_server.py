"""PetAvatar for assistants: a server of the Model Context Protocol, on standard input and output.

Its tools go the same way as every client. What an assistant gets holds no key and no presigned address.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

from mcp.server.mcpserver import Context, Image, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from petavatar_client import AsyncPetAvatarClient, JobFailed, PetAvatarClientError, Results
from petavatar_client.models import (
    CARD_FORMATS,
    AgeRange,
    Background,
    CardFormat,
    Change,
    Job,
    JobStatus,
    PictureName,
    Pronouns,
    Style,
)
from petavatar_client.remote_photo import fetch_photo
from petavatar_client.variations import Place

INSTRUCTIONS: Final = (
    "PetAvatar turns a photo of a pet into a portrait of the person that it would be, with a career and a life story. "
    "create_avatar takes up to two minutes; with wait=false it answers at once, and job_status and get_result follow. "
    "The result is entertainment: no photo shows a character."
)
_READS: Final = ToolAnnotations(read_only_hint=True)
_MAKES: Final = ToolAnnotations(read_only_hint=False, destructive_hint=False)
_ERASES: Final = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True)

JobId = Annotated[str, Field(description="The job's id, a UUID.")]
CardShape = Annotated[
    CardFormat, Field(description="The card's shape: wide for links, square for posts, story for stories.")
]
Client = AsyncPetAvatarClient


def server_of(client: Client) -> MCPServer[Any]:
    """A server for one deployment. It closes the client at its end."""

    @asynccontextmanager
    async def lifespan(_server: MCPServer[Any]) -> AsyncIterator[None]:
        async with client:
            yield

    server: MCPServer[Any] = MCPServer(
        "petavatar", title="PetAvatar", instructions=INSTRUCTIONS, lifespan=lifespan, log_level="WARNING"
    )
    _add_making(server, client)
    _add_varying(server, client)
    _add_following(server, client)
    return server


def _add_making(server: MCPServer[Any], client: Client) -> None:
    @server.tool(title="Create an avatar from a pet photo", annotations=_MAKES, structured_output=False)
    async def create_avatar(
        context: Context[Any, Any],
        photo: Annotated[str, Field(description="Where the photo is: a path on this machine, or an https address.")],
        style: Annotated[Style | None, Field(description="How the person is dressed.")] = None,
        background: Annotated[Background | None, Field(description="Where the portrait is taken.")] = None,
        pet_name: Annotated[str | None, Field(description="What the pet is called, in 1-40 characters.")] = None,
        pronouns: Annotated[Pronouns | None, Field(description="How the texts speak of the person.")] = None,
        age_range: Annotated[AgeRange | None, Field(description="The person's age.")] = None,
        species: Annotated[str | None, Field(description="What the pet is, if the photo is read wrongly.")] = None,
        breed: Annotated[str | None, Field(description="Its breed, if the photo is read wrongly.")] = None,
        language: Annotated[str | None, Field(description="Language of the texts, BCP 47.")] = None,
        wait: Annotated[bool, Field(description="Whether to wait for the result.")] = True,
    ) -> list[Any]:
        """Turns a photo of a pet into a person's portrait, career and life story. Real models cost money."""
        with _reporting():
            source = await fetch_photo(photo) if photo.startswith("https://") else photo
            job = await client.submit(
                source,
                style=style,
                background=background,
                pet_name=pet_name,
                pronouns=pronouns,
                age_range=age_range,
                species=species,
                breed=breed,
                language=language,
            )
            if not wait:
                return [_state(job)]
            async for seen in client.subscribe(job):
                await context.report_progress(seen.progress, 100, seen.stage or seen.status)
            return await _shown(client, await client.results(job.job_id), "wide", None)


def _add_varying(server: MCPServer[Any], client: Client) -> None:
    @server.tool(title="Make a variation of a finished job", annotations=_MAKES, structured_output=False)
    async def vary_avatar(
        job_id: JobId,
        change: Annotated[
            Change | None, Field(description="portrait: another portrait, same texts; career: another career.")
        ] = None,
        style: Annotated[Style | None, Field(description="Other clothes, with the same texts.")] = None,
        background: Annotated[Place | None, Field(description="Another place, with the same texts.")] = None,
        pet_name: Annotated[str | None, Field(description="Another name on the cards.")] = None,
        pronouns: Annotated[Pronouns | None, Field(description="The same career for a person who presents so.")] = None,
        age_range: Annotated[AgeRange | None, Field(description="The same career at that age.")] = None,
        dimensions: Annotated[
            dict[str, int] | None, Field(description='New scores of the pet, 0-100, such as {"ambition": 95}.')
        ] = None,
    ) -> list[Any]:
        """Makes a new job from a finished one, without reading the photo again. Real models cost money."""
        with _reporting():
            results = await client.variation(
                job_id,
                change=change,
                style=style,
                background=background,
                pet_name=pet_name,
                pronouns=pronouns,
                age_range=age_range,
                dimensions=dimensions,
            )
            return await _shown(client, results, "wide", None)


def _add_following(server: MCPServer[Any], client: Client) -> None:
    @server.tool(title="Say how far a job is", annotations=_READS)
    async def job_status(job_id: JobId) -> dict[str, Any]:
        """Says how far a job is, what is found out so far, and why it failed if it did."""
        with _reporting():
            return _state(await client.status(job_id))

    @server.tool(title="Get the result of a finished job", annotations=_READS, structured_output=False)
    async def get_result(
        job_id: JobId,
        card: CardShape = "wide",
        save_to: Annotated[
            str | None, Field(description="A directory on this machine to save portrait and cards in.")
        ] = None,
    ) -> list[Any]:
        """Gets portrait card and texts of a completed job; saves the files too where a directory is named."""
        with _reporting():
            return await _shown(client, await client.results(job_id), card, save_to)

    @server.tool(title="List jobs", annotations=_READS)
    async def list_jobs(
        status: Annotated[JobStatus | None, Field(description="Only jobs in this state.")] = None,
        limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 20,
    ) -> list[dict[str, Any]]:
        """Lists the latest jobs of this API key, newest first."""
        with _reporting():
            return [_state(job) for job in (await client.jobs(status=status, limit=limit)).jobs]

    @server.tool(title="Cancel a job", annotations=_ERASES)
    async def cancel_job(job_id: JobId) -> dict[str, Any]:
        """Ends a job that has not ended."""
        with _reporting():
            return _state(await client.cancel(job_id))

    @server.tool(title="Erase a job", annotations=_ERASES)
    async def erase_job(job_id: JobId) -> str:
        """Erases a finished job for good: photo, portrait, cards and texts. Ask the user before."""
        with _reporting():
            await client.erase(job_id)
            return f"Job {job_id} is erased, with its photo and pictures."


@contextmanager
def _reporting() -> Iterator[None]:
    """Reports the client's errors as the tool's: sentences without secrets."""
    try:
        yield
    except PetAvatarClientError as error:
        hint = " Trying again may help." if error.retryable and not isinstance(error, JobFailed) else ""
        raise ToolError(f"{error}{hint}") from error


def _state(job: Job) -> dict[str, Any]:
    """What is worth saying of a job, without the secret address of its portrait."""
    kept = ("job_id", "status", "progress", "stage", "estimated_seconds_left", "findings")
    state = {name: getattr(job, name) for name in kept if getattr(job, name) not in (None, "", {})}
    return state | ({"error": asdict(job.error)} if job.error else {})


async def _shown(client: Client, results: Results, card: CardFormat, save_to: str | None) -> list[Any]:
    shown: list[Any] = [dict(results.body)]
    if save_to is not None:
        shown.append({"saved": await _saved(client, results, Path(save_to))})
    picture = client.picture(results, card) or client.picture(results, "avatar")
    if picture is not None:
        shown.append(Image(data=await picture.read(), format="png"))
    return shown


async def _saved(client: Client, results: Results, directory: Path) -> list[str]:
    if not directory.is_dir():
        raise ToolError(f"{directory} is not a directory.")
    names: tuple[PictureName, ...] = ("avatar", *CARD_FORMATS)
    pictures = [client.picture(results, name) for name in names]
    return [str(await picture.save(directory)) for picture in pictures if picture is not None]

"""What `petavatar create` does: one photo or many, with a deployment that is running."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from petavatar_cli.batch import outcome_of, outcomes_of
from petavatar_cli.client_errors import as_cli_error, reporting_client_errors
from petavatar_cli.connect import connect
from petavatar_cli.display import board_on, printable, progress_on
from petavatar_cli.errors import InputError, PhotosFailedError
from petavatar_cli.flow import Flow, Outcome
from petavatar_cli.output import Output
from petavatar_cli.photos import find_photos
from petavatar_cli.plan import Planner, Task
from petavatar_cli.report import json_lines
from petavatar_cli.state import State
from petavatar_cli.summary import headline, show_all, show_summary
from petavatar_client import ApiProblem, Choices, InvalidInput, PetAvatarClientError, Photo
from petavatar_client.choices import require_valid

_NAMED: Final = 5


def run_create(
    paths: Sequence[Path],
    *,
    api_url: str | None,
    api_key: str | None,
    out: Path,
    choices: Choices,
    max_wait_s: int | None,
    names_from_files: bool,
    recursive: bool,
    jobs: int,
    timeout_s: float,
    check: bool,
    again: bool,
    as_json: bool,
    webhook_url: str | None = None,
) -> None:
    """Turns photos into avatars.

    Args:
        paths: photos, and folders of photos.
        api_url: the base of the API's addresses.
        api_key: a key of the API.
        out: the directory for the results.
        choices: what is chosen for each photo.
        max_wait_s: in how many seconds each job must have begun; any time if None.
        names_from_files: whether each pet is called as its file is.
        recursive: whether to look into folders within folders.
        jobs: how many at a time.
        timeout_s: how long to wait for each job, in seconds.
        check: whether to refuse a photo that the server would refuse.
        again: whether to make new avatars where there are some.
        as_json: whether to write JSON lines for scripts.
        webhook_url: where the end of each new job is posted to.

    Raises:
        CliError: if something given can't be used, or a photo does not come to an avatar.
    """
    with reporting_client_errors():
        # Not closed when Ctrl-C ends it: threads may be in the middle of a request.
        api = connect(api_url, api_key)
        # Whatever can't work is found before anything is sent.
        require_valid(asdict(choices))
        found, others = find_photos(paths, recursive=recursive, check=check)
        if others:
            Console(stderr=True).print(Text(printable(_passed_over(others))), soft_wrap=True)
        if choices.pet_name is not None and len(found) > 1:
            raise InputError("--pet-name is for one photo; --names-from-files calls each pet as its file is called.")
        Output(out).require_writable()
        state = State(out)
        flow = Flow(
            api=api,
            timeout_s=timeout_s,
            max_wait_s=max_wait_s,
            check=check,
            state=state,
            again=again,
            webhook_url=webhook_url,
        )
        planner = Planner(out=out, choices=choices, api_url=api.api_url, state=state, names_from_files=names_from_files)
        photos = {path: photo for path, photo in found.items() if isinstance(photo, Photo)}
        with _saying_how_to_come_back():
            if len(paths) == 1 and not os.path.isdir(paths[0]):
                _create_one(flow, planner.one(paths[0], photos[paths[0]]), as_json=as_json)
            else:
                unusable = [Outcome(paths=(path,), error=e) for path, e in found.items() if isinstance(e, InvalidInput)]
                _create_many(flow, planner.many(photos), unusable, jobs=jobs, as_json=as_json)
        api.close()


@contextmanager
def _saying_how_to_come_back() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        text = (
            "Stopped. Jobs that were begun go on without this command. The same command again picks them up and "
            "pays for none of them twice; `petavatar list` shows them, `petavatar cancel JOB` ends one."
        )
        Console(stderr=True).print(Text(text))
        raise


def _passed_over(others: Sequence[Path]) -> str:
    named = ", ".join(path.name for path in others[:_NAMED])
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f"Passed over, as none of them is a photo: {named}{more}."


def _create_one(flow: Flow, task: Task, *, as_json: bool) -> None:
    with progress_on(Console(stderr=True)) as progress:
        outcome = outcome_of(flow, task, progress)
    if as_json:
        _write(outcome)
    if outcome.error:
        raise outcome.error
    if not as_json:
        if outcome.already:
            Console(stderr=True).print("This was made before; --again makes a new one.", soft_wrap=True)
        show_summary(Console(), outcome.results, task.output)


def _create_many(flow: Flow, tasks: Sequence[Task], unusable: Sequence[Outcome], *, jobs: int, as_json: bool) -> None:
    made: list[Outcome] = []
    total = len(unusable) + sum(len(task.paths) for task in tasks)
    live = not (as_json and sys.stdout.isatty())
    with board_on(Console(stderr=True), total, live=live) as board:
        for outcome in chain(unusable, outcomes_of(flow, tasks, board, jobs)):
            for path in outcome.paths:
                board.ended(_line(path, outcome), failed=outcome.error is not None)
            if as_json:
                _write(outcome)
            if outcome.error is None:
                made.append(outcome)
            if isinstance(outcome.error, ApiProblem) and outcome.error.status == HTTPStatus.UNAUTHORIZED:
                # It will be so for each of the others.
                raise outcome.error
    if not as_json:
        show_all(Console(), sorted(made, key=lambda outcome: list(outcome.paths)))
    failed = total - sum(len(outcome.paths) for outcome in made)
    if failed:
        raise PhotosFailedError(
            f"{failed} of {total} photos came to no avatar. "
            "The same command again leaves out what is done, and goes on with what is not."
        )


def _line(path: Path, outcome: Outcome) -> str:
    if outcome.error is None:
        return f"{path}: {headline(outcome.results)}{' (made before)' if outcome.already else ''}"
    error = outcome.error
    why = str(as_cli_error(error) if isinstance(error, PetAvatarClientError) else error)
    return why if why.startswith(str(path)) else f"{path}: {why}"


def _write(outcome: Outcome) -> None:
    for line in json_lines(outcome):
        print(line, flush=True)

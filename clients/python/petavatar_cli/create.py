"""What `petavatar create` does: one photo or many, with a deployment that is running."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from pathlib import Path

from rich.console import Console

from petavatar_cli.batch import outcome_of, outcomes_of
from petavatar_cli.board import board_on
from petavatar_cli.display import progress_on
from petavatar_cli.errors import InputError, PhotosFailedError
from petavatar_cli.flow import Flow
from petavatar_cli.output import Output
from petavatar_cli.photos import Found, find_photos
from petavatar_cli.plan import Planner, Task, Wishes
from petavatar_cli.report import Outcome, json_lines
from petavatar_cli.state import State
from petavatar_cli.summary import headline, show_all, show_summary
from petavatar_cli.telling import client_errors_told, told
from petavatar_client import ApiProblem, PetAvatarClient, PetAvatarClientError


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the user wants made.

    Attributes:
        paths: photos, and folders of photos.
        out: the directory for what comes of them.
        wishes: what is chosen for each.
        names_from_files: whether each pet is called as its file is.
        recursive: whether to look into folders within folders.
        jobs: how many at a time.
        timeout_s: how long to wait for each job, in seconds.
        check: whether to refuse a photo that the server would refuse.
        again: whether to make new avatars where there are some.
        as_json: whether to write JSON lines for scripts.
    """

    paths: Sequence[Path]
    out: Path
    wishes: Wishes
    names_from_files: bool
    recursive: bool
    jobs: int
    timeout_s: float
    check: bool
    again: bool
    as_json: bool


def run_create(order: Order, api_url: str, api_key: str) -> None:
    """Turns photos into avatars.

    Args:
        order: what to make.
        api_url: the base of the API's addresses.
        api_key: a key of the API.

    Raises:
        CliError: if a photo does not come to an avatar.
    """
    with client_errors_told():
        # Not closed when Ctrl-C ends it: threads may be in the middle of a request.
        api = PetAvatarClient(api_url, api_key)
        # Whatever can't work is found before anything is sent.
        found = find_photos(order.paths, recursive=order.recursive, check=order.check)
        if order.wishes.pet_name is not None and len(found) > 1:
            raise InputError("--pet-name is for one photo; --names-from-files calls each pet as its file is called.")
        Output(order.out).require_writable()
        state = State(order.out)
        flow = Flow(api=api, timeout_s=order.timeout_s, check=order.check, state=state, again=order.again)
        planner = Planner(
            out=order.out,
            wishes=order.wishes,
            api_url=api.api_url,
            state=state,
            names_from_files=order.names_from_files,
        )
        if len(order.paths) == 1 and not os.path.isdir(order.paths[0]):
            _create_one(flow, planner.one(found.photos[0]), as_json=order.as_json)
        else:
            _create_many(flow, planner.many(found.photos), found, order)
        api.close()


def _create_one(flow: Flow, task: Task, *, as_json: bool) -> None:
    with progress_on(Console(stderr=True)) as progress:
        outcome = outcome_of(flow, task, progress)
    if as_json:
        _write(outcome)
    if outcome.error:
        raise outcome.error
    if outcome.made and not as_json:
        if outcome.made.already:
            Console(stderr=True).print("This was made before; --again makes a new one.", soft_wrap=True)
        show_summary(Console(), outcome.made.results, task.output)


def _create_many(flow: Flow, tasks: Sequence[Task], found: Found, order: Order) -> None:
    made: list[Outcome] = []
    live = not (order.as_json and sys.stdout.isatty())
    with board_on(Console(stderr=True), len(found), live=live) as board:
        unusable = [Outcome(paths=(path,), error=error) for path, error in found.unusable.items()]
        for outcome in chain(unusable, outcomes_of(flow, tasks, board, order.jobs)):
            for path in outcome.paths:
                board.ended(_line(path, outcome), failed=outcome.made is None)
            if order.as_json:
                _write(outcome)
            if outcome.made:
                made.append(outcome)
            if isinstance(outcome.error, ApiProblem) and outcome.error.status == HTTPStatus.UNAUTHORIZED:
                # It will be so for each of the others.
                raise outcome.error
    if not order.as_json:
        show_all(Console(), sorted(made, key=lambda outcome: list(outcome.paths)))
    failed = len(found) - sum(len(outcome.paths) for outcome in made)
    if failed:
        raise PhotosFailedError(
            f"{failed} of {len(found)} photos came to no avatar. "
            "The same command again leaves out what is done, and goes on with what is not."
        )


def _line(path: Path, outcome: Outcome) -> str:
    if outcome.made:
        return f"{path}: {headline(outcome.made.results)}{' (made before)' if outcome.made.already else ''}"
    why = str(told(outcome.error)) if isinstance(outcome.error, PetAvatarClientError) else str(outcome.error)
    return why if why.startswith(str(path)) else f"{path}: {why}"


def _write(outcome: Outcome) -> None:
    for line in json_lines(outcome):
        print(line, flush=True)

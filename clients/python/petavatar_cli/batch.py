"""Many jobs at once, a few at a time."""

from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Thread

from petavatar_cli.display import Board
from petavatar_cli.errors import CliError
from petavatar_cli.flow import Flow, Outcome, Progress
from petavatar_cli.plan import Task
from petavatar_client import JobFailed, JobUnfinished, PetAvatarClientError


def outcome_of(flow: Flow, task: Task, progress: Progress) -> Outcome:
    """Does one job; its error is part of what is returned."""
    try:
        return flow.run(task, progress)
    except (CliError, PetAvatarClientError) as error:
        return Outcome(paths=task.paths, error=error, job_id=_job_of(error, flow, task))


def outcomes_of(flow: Flow, tasks: Sequence[Task], board: Board, jobs: int) -> Iterator[Outcome]:
    """Does jobs side by side, and yields each outcome when it is there.

    A caller that stops listening, by Ctrl-C for example, leaves the threads at work; they end with the process, which
    does no more harm than if it were killed.

    Args:
        flow: how each is done.
        tasks: the jobs.
        board: where people see how far each is.
        jobs: how many at a time.
    """
    todo: SimpleQueue[Task] = SimpleQueue()
    ended: SimpleQueue[Outcome | None] = SimpleQueue()
    for task in tasks:
        todo.put(task)

    def work() -> None:
        try:
            while True:
                task = todo.get_nowait()
                with board.photo(task.paths[0].name) as progress:
                    outcome = outcome_of(flow, task, progress)
                ended.put(outcome)
        except Empty:
            return
        finally:
            ended.put(None)

    workers = min(jobs, len(tasks))
    for number in range(workers):
        Thread(target=work, name=f"job-{number}", daemon=True).start()
    while workers:
        outcome = ended.get()
        if outcome is None:
            workers -= 1
        else:
            yield outcome


def _job_of(error: CliError | PetAvatarClientError, flow: Flow, task: Task) -> str | None:
    if isinstance(error, JobFailed | JobUnfinished):
        return error.job.job_id
    known = flow.known(task)
    return known.job_id if known else None

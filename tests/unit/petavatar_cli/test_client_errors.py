"""The client's errors, as the command reports them."""

import pytest

from petavatar_cli.client_errors import reporting_client_errors
from petavatar_cli.errors import CliError, InputError, ServiceError
from petavatar_client import (
    ApiProblem,
    InvalidInput,
    Job,
    JobUnfinished,
    PetAvatarClientError,
    Unreachable,
    UnsuitablePhoto,
)

JOB = Job(job_id="a job", status="processing")


@pytest.mark.parametrize(
    ("error", "kind", "text", "exit_code"),
    [
        (InvalidInput("No."), InputError, "No.", 2),
        (UnsuitablePhoto("No."), InputError, "No. (--no-check sends it all the same.)", 2),
        (JobUnfinished("Not yet.", JOB), ServiceError, "Not yet. --timeout waits longer.", 1),
        (ApiProblem("Busy.", status=409, title="Busy"), ServiceError, "Busy.", 1),
        (
            ApiProblem("Busy.", status=409, title="Busy", retry_after_s=185.0),
            ServiceError,
            "Busy. Trying again may help in 185 s.",
            1,
        ),
        (Unreachable("Nobody there."), ServiceError, "Nobody there.", 1),
    ],
)
def test_each_comes_with_its_exit_code_and_what_the_options_can_do(
    error: PetAvatarClientError, kind: type[CliError], text: str, exit_code: int
) -> None:
    with pytest.raises(kind) as caught, reporting_client_errors():
        raise error
    assert (str(caught.value), caught.value.exit_code) == (text, exit_code)

"""Names of a sandbox's resources."""

import re

import pytest

from deployment.names import InvalidSandboxError, Names, Pattern


@pytest.mark.parametrize("sandbox", ["a", "dev", "local", "pr123", "a" * 20])
def test_bucket_names_fit_s3s_limit_for_every_sandbox_that_is_allowed(sandbox: str) -> None:
    names = Names("123456789012", "eu-west-1", sandbox)

    assert len(names.upload_bucket) <= 63
    assert len(names.generated_bucket) <= 63
    assert len(names.artefact_bucket) <= 63


@pytest.mark.parametrize("sandbox", ["", "Dev", "1dev", "my-dev", "my_dev", "dev\n", "a" * 21, "dév"])
def test_a_sandbox_that_breaks_a_name_somewhere_is_refused(sandbox: str) -> None:
    with pytest.raises(InvalidSandboxError):
        Names("123456789012", "eu-west-1", sandbox)


def test_every_name_ends_with_the_sandbox() -> None:
    names = Names("123456789012", "eu-west-1", "dev")
    properties = [name for name, value in vars(Names).items() if isinstance(value, Pattern)]

    assert {re.split("[-_]", getattr(names, name))[-1] for name in properties} == {"dev"}

"""The tokens of shared results: each opens the share that it was made for, and nothing else opens anything."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petavatar.share_tokens import TOKEN, ShareTokens, job_id_in
from testing.jobs import A_JOB_ID, a_completed_job
from tests.support.strategies import anything_written

TOKENS: Final = ShareTokens(b"a secret")
SHARED: Final = a_completed_job(job_id=A_JOB_ID, shared=True, share_number=7)
TOKEN_OF_IT: Final = TOKENS.token(SHARED)
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

numbers = st.integers(0, 2**40)
secrets = st.binary(min_size=1, max_size=40)
job_ids = st.uuids().map(str)


@given(job_id=job_ids, number=numbers, secret=secrets)
def test_a_token_names_its_job_and_opens_its_share(job_id: str, number: int, secret: bytes) -> None:
    tokens, job = ShareTokens(secret), replace(SHARED, job_id=job_id, share_number=number)
    token = tokens.token(job)

    assert TOKEN.fullmatch(token)
    assert job_id_in(token) == job_id
    assert tokens.opens(token, job)


@given(at=st.integers(0, 43), letter=st.sampled_from(LETTERS))
def test_a_token_with_another_letter_opens_nothing(at: int, letter: str) -> None:
    token = TOKEN_OF_IT[:at] + letter + TOKEN_OF_IT[at + 1 :]

    assert TOKENS.opens(token, SHARED) == (token == TOKEN_OF_IT)


@given(text=anything_written | st.text(LETTERS, min_size=44, max_size=44))
def test_no_other_text_is_a_token_of_the_job(text: str) -> None:
    assert not (job_id_in(text) == A_JOB_ID and TOKENS.opens(text, SHARED))


@pytest.mark.parametrize(
    "text", ["", TOKEN_OF_IT[:-1], f"{TOKEN_OF_IT}A", f"{TOKEN_OF_IT}=", f"{TOKEN_OF_IT}\n", "é" * 44]
)
def test_what_is_not_written_like_a_token_names_no_job(text: str) -> None:
    assert job_id_in(text) is None


@given(number=numbers, secret=secrets)
def test_a_token_of_another_number_or_secret_opens_nothing(number: int, secret: bytes) -> None:
    other = replace(SHARED, share_number=number)

    assert TOKENS.opens(TOKEN_OF_IT, other) == (number == SHARED.share_number)
    assert ShareTokens(secret).opens(TOKEN_OF_IT, SHARED) == (secret == TOKENS.secret)


@pytest.mark.parametrize("values", [{"shared": False}, {"status": "processing"}])
def test_what_is_not_shared_has_no_token_that_opens_it(values: dict[str, object]) -> None:
    job = replace(SHARED, **values)

    assert not TOKENS.opens(TOKENS.token(job), job)


def test_the_secret_is_shown_nowhere() -> None:
    assert "a secret" not in repr(TOKENS)

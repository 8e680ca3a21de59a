"""`python -m evals`: two models side by side, judged by a third, at a stand-in for Bedrock."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.outputs import Output
from evals.report import means, write_report
from testing.bedrock import CAREER, BedrockEndpoint, error, tool_use
from testing.loopback import serving
from testing.replies import a_career, an_analysis, an_identity

SONNET, HAIKU = "us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-haiku-4-5-20251001-v1:0"
JUDGEMENT = "EvaluationOutput"
RUBRICS = {"funny", "kind", "believable", "follows the photo"}


def judged(far: BedrockEndpoint, folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> dict[str, Any]:
    """The report of one case."""
    with serving(far.app()) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url)
        monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "users-own")
        main(["--models", "bedrock", "--limit", "1", "--judge", SONNET, "--out", str(folder), *options])
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


@pytest.mark.verify
def test_a_model_judges_two_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    far = BedrockEndpoint()
    far.on(JUDGEMENT, tool_use(JUDGEMENT, {"score": 0.7, "test_pass": True, "reason": "One idea."}))

    report = judged(far, tmp_path, monkeypatch, "--text-model", SONNET, "--text-model", HAIKU)

    assert all(report["means"][rubric] == {SONNET: 0.7, HAIKU: 0.7} for rubric in RUBRICS)
    assert report["cost_usd"][SONNET] > report["cost_usd"][HAIKU]
    questions = [json.dumps(call.body["messages"]) for call in far.asked(JUDGEMENT)]
    assert len(questions) == 2 * len(RUBRICS)
    # A judge that knows the author is no judge.
    assert not any(model in question for question in questions for model in (SONNET, HAIKU))
    said = capfd.readouterr()
    assert f"{len(far.calls)} calls cost US$" in said.out
    assert f"{'funny':18}  0.700  0.700" in said.out
    # 3,735 tokens in and 524 out, by each of the two.
    assert "The texts of 1 cost about US$ 0.03 by list prices without the judge." in said.err


@pytest.mark.verify
@pytest.mark.parametrize(
    "answer",
    [
        error(403, "AccessDeniedException"),
        tool_use(JUDGEMENT, {"score": 7, "test_pass": True, "reason": "Seven of ten."}),
    ],
    ids=["no access", "no score"],
)
def test_what_the_judge_could_not_judge_does_not_count(
    answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    far = BedrockEndpoint()
    far.on(JUDGEMENT, answer)

    report = judged(far, tmp_path, monkeypatch)

    assert not RUBRICS & report["means"].keys()
    assert f"{len(RUBRICS)} judgements failed" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--judge", SONNET], "--models bedrock"),
        (["--models", "bedrock", "--judge", "a.new.model"], "No price is known of a.new.model"),
        (["--models", "bedrock", "--text-model", "a.new.model"], "No price is known of a.new.model"),
        (["--model-price", "a.new.model"], "a.new.model"),
    ],
)
def test_what_can_be_checked_is_checked_before_anything_is_paid(
    options: list[str], words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*options, "--out", str(tmp_path / "out")])

    assert words in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.verify
def test_outputs_that_failed_are_counted_and_not_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    far = BedrockEndpoint()
    far.on(CAREER, error(403, "AccessDeniedException"))

    report = judged(far, tmp_path, monkeypatch)

    said = capfd.readouterr()
    assert "1 of 1 outputs failed, the first one so: ModelUnavailable" in said.err
    assert "may not call" in said.err
    assert '"level"' not in said.out + said.err
    assert "frames" not in report["means"]


def test_the_report_shows_who_made_what_and_which_is_better(tmp_path: Path) -> None:
    made = [
        Output(case="a", variant=variant, analysis=an_analysis(), career=a_career(), identity=an_identity())
        for variant in ("one", "<two>")
    ]
    row = {"case": "a", "evaluator": "funny", "reason": "a <joke>"}
    verdicts = {"one": [{**row, "score": 0.3}], "<two>": [{**row, "score": 0.7}]}

    write_report([*made, Output(case="b", variant="one", error="It failed.")], verdicts, tmp_path)

    page = (tmp_path / "report.html").read_text()
    assert "<td class='number'>0.300</td><td class='number best'>0.700</td>" in page
    assert page.count("<h3>&lt;two&gt;</h3><p class=small>tabby (cat): calm, watchful, dignified. CFO energy</p>") == 1
    assert "<li class=bad>funny 0.30: a &lt;joke&gt;</li>" in page
    assert "<li>funny 0.70: a &lt;joke&gt;</li>" in page
    assert "<h3>one</h3><p class=bad>It failed.</p>" in page


def test_a_judgement_that_failed_is_no_zero(tmp_path: Path) -> None:
    rows = [{"case": "a", "evaluator": "funny", "reason": "", "score": score} for score in (None, 0.5)]
    verdicts = {"one": rows, "two": [{**rows[0], "evaluator": "funny"}]}

    write_report([], verdicts, tmp_path)

    assert means(verdicts) == {"funny": {"one": 0.5}}
    assert "<td class='number'>0.500</td><td class='number'></td>" in (tmp_path / "report.html").read_text()

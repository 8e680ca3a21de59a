"""Judges outputs with strands-agents-evals: by the checks, and by a model if one is named.

It runs in evals' own environment: `uv run --project evals python -m evals.judge outputs.jsonl verdicts.json`.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

from strands.models import BedrockModel
from strands_evals import Case, Experiment
from strands_evals.evaluators import Evaluator, OutputEvaluator
from strands_evals.types.evaluation import EvaluationData, EvaluationOutput

from evals import cases
from evals.checks import CHECKS, Check, Records, repeated_frames
from evals.outputs import Output, read

RUBRICS: Final = {
    "funny": "Is the biography funny to a stranger, by one idea that it keeps to? 1.0 is worth sharing.",
    "kind": "Is it kind? Nobody is mocked for what they are, and the joke is never at a group's expense.",
    "believable": "Would the profile pass on a professional network: training, employers, a result, in that order?",
    "follows the photo": "Do the person's habits follow from the pet's kind, looks and scores in the analysis?",
}
# The endpoint reserves what an answer may cost, and so refuses one without a bound.
_MAX_TOKENS: Final = 2000


class CheckEvaluator(Evaluator[str, dict[str, Any]]):
    """One check as an evaluator."""

    def __init__(self, name: str, check: Check) -> None:
        super().__init__(name=name)
        self._check = check

    def evaluate(self, evaluation_case: EvaluationData[str, dict[str, Any]]) -> list[EvaluationOutput]:
        """Judges one output; without one, every check fails for the same reason."""
        output = _output_of(evaluation_case)
        if output.error:
            return _without_output(output)
        verdict = self._check(output, Records.of(output, _job_ids()[output.case]))
        return [EvaluationOutput(score=verdict.score, test_pass=verdict.passed, reason=verdict.reason)]


class ModelJudge(OutputEvaluator[str, dict[str, Any]]):
    """A model that judges by one rubric. It does not see which model or which prompts made what it judges."""

    def __init__(self, name: str, rubric: str, model: BedrockModel) -> None:
        super().__init__(rubric=rubric, model=model, name=name, include_inputs=False)

    async def evaluate_async(self, evaluation_case: EvaluationData[str, dict[str, Any]]) -> list[EvaluationOutput]:
        """Judges one output; without one, the model is not asked.

        Raises:
            ValueError: if the model's score is none.
        """
        output = _output_of(evaluation_case)
        if output.error:
            return _without_output(output)
        (verdict,) = await super().evaluate_async(evaluation_case)
        if not 0 <= verdict.score <= 1:
            raise ValueError(f"the model gave {verdict.score}, not 0 to 1")
        return [verdict]

    def _build_prompt(self, evaluation_case: EvaluationData[str, dict[str, Any]]) -> str | list[Any]:
        output = _output_of(evaluation_case)
        seen = {"pet_analysis": output.analysis, "career": output.career, "identity": output.identity}
        prompt: str | list[Any] = super()._build_prompt(evaluation_case.model_copy(update={"actual_output": seen}))
        return prompt


def main(arguments: Sequence[str] | None = None) -> None:
    """Judges and writes the verdicts beside the report."""
    parser = argparse.ArgumentParser(prog="python -m evals.judge", description=__doc__)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("verdicts", type=Path)
    parser.add_argument("--judge", help="the id of a model that judges, too")
    parser.add_argument("--endpoint", help="where that model answers")
    options = parser.parse_args(arguments)
    outputs = read(options.outputs)
    variants = list(dict.fromkeys(output.variant for output in outputs))
    verdicts = {
        variant: _judged(
            [output for output in outputs if output.variant == variant], _judges(options.judge, options.endpoint)
        )
        for variant in variants
    }
    options.verdicts.write_text(json.dumps(verdicts, ensure_ascii=False, indent=1), "utf-8")


def _judged(outputs: Sequence[Output], judges: list[Evaluator[Any, Any]]) -> list[dict[str, Any]]:
    """A row for each case and evaluator, and one for the frames that biographies share.

    The score is None where a model was asked to judge and did not.
    """
    by_case = {output.case: output for output in outputs}
    experiment = Experiment(
        cases=[Case(name=name, input=name) for name in by_case],
        evaluators=[*(CheckEvaluator(name, check) for name, check in CHECKS.items()), *judges],
    )
    report = experiment.run_evaluations(lambda case: {"output": asdict(by_case[case.name])})
    judgements = zip(report.cases, report.scores, report.reasons, report.detailed_results, strict=True)
    rows = [
        {
            "case": row["name"],
            "evaluator": row["evaluator"],
            "score": None if row["evaluator"] in RUBRICS and not details else score,
            "reason": reason,
        }
        for row, score, reason, details in judgements
    ]
    whole = [output for output in outputs if not output.error]
    if not whole:
        return rows
    frames = repeated_frames(whole)
    return [*rows, {"case": "all", "evaluator": "frames", "score": frames.score, "reason": frames.reason}]


def _judges(model_id: str | None, endpoint: str | None) -> list[Evaluator[Any, Any]]:
    if model_id is None:
        return []
    model = BedrockModel(model_id=model_id, endpoint_url=endpoint, streaming=False, max_tokens=_MAX_TOKENS)
    return [ModelJudge(name, rubric, model) for name, rubric in RUBRICS.items()]


def _output_of(evaluation_case: EvaluationData[str, dict[str, Any]]) -> Output:
    data = evaluation_case.actual_output or {}
    return Output(**{**data, "hostile": tuple(data["hostile"])})


def _without_output(output: Output) -> list[EvaluationOutput]:
    return [EvaluationOutput(score=0.0, test_pass=False, reason=output.error)]


@cache
def _job_ids() -> dict[str, str]:
    return {case.name: case.job_id for case in cases.all_cases()}


if __name__ == "__main__":
    main()

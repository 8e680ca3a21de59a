"""Makes and judges outputs, and writes a report: `python -m evals`, or `make evals`.

Without options the stand-in answers, which costs nothing. With `--models bedrock` real models do: name one or two with
`--text-model` to compare them, and a folder with `--prompts` to compare its prompts with the agent's own.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from agent.models.pricing import Prices
from agent.prompts.texts import CURRENT
from deployment import PROJECT
from evals import console, outputs, report
from evals.cases import all_cases
from evals.checks import names_tools
from evals.produce import Variant, produce
from local.bedrock import writer
from local.bedrock.painter import Painter
from local.bedrock.parts import Parts
from local.bedrock.server import bedrock_app
from local.bedrock.vision import Vision
from local.models.choice import BedrockChoice
from local.models.credentials import checked_choice
from local.models.ledger import Account
from local.models.server import models_app
from petavatar.errors import SettingsError
from petavatar.telemetry import logger
from testing.loopback import serving


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the evals."""
    options = _options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    _account(options).unlink(missing_ok=True)
    # What the agent logs and measures is no part of the report.
    with redirect_stdout(StringIO()), _without_log():
        made, verdicts = _run(options)
    report.write_report(made, verdicts, options.out)
    console.print_means(verdicts)
    console.print_problems(made, verdicts)
    if options.models == "bedrock":
        console.print_account(Account.read(_account(options)))
    print(f"The report is {options.out / 'report.html'}.")


@contextmanager
def _without_log() -> Iterator[None]:
    """The agent's log holds on to the standard output that it began with."""
    level = logger.log_level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options, as far as they can be checked before anything is paid for."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.judge and options.models == "offline":
        parser.error("--judge needs real models: --models bedrock")
    try:
        prices = Prices.read(" ".join(options.model_price))
        prices.need(*(options.text_model or []), *([options.judge] if options.judge else []))
    except SettingsError as error:
        parser.error(str(error))
    return options


def _account(options: argparse.Namespace) -> Path:
    """Counts the calls of one run."""
    path: Path = options.out / "account.json"
    return path


def _run(options: argparse.Namespace) -> tuple[list[outputs.Output], dict[str, list[dict[str, Any]]]]:
    """The outputs and their verdicts."""
    with _models(options) as (app, settings), serving(app) as url:
        made = [
            output
            for variant in _variants(options, url, settings)
            for output in produce(all_cases()[: options.limit], variant, options.out)
        ]
        outputs.write(made, options.out / "outputs.jsonl")
        verdicts = _judged(options, url)
        for variant in _variants(options, url, settings):
            verdicts[variant.name].append(_tools(variant.prompts))
        return made, verdicts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("--models", choices=["offline", "bedrock"], default="offline", help="what answers")
    parser.add_argument("--text-model", action="append", help="the id of a text model; twice compares two")
    parser.add_argument("--prompts", type=Path, action="append", default=[], help="a folder of prompts to compare")
    parser.add_argument("--profile", help="the AWS profile")
    parser.add_argument("--region", help="the AWS region")
    parser.add_argument("--judge", help="the id of a model that judges, too")
    parser.add_argument("--model-price", action="append", default=[], metavar="MODEL=PRICE", help="as deploy_agent has")
    parser.add_argument("--max-usd", type=float, default=5.0, help="what all calls together may cost")
    parser.add_argument("--pictures", action="store_true", help="make the portraits, too")
    parser.add_argument("--limit", type=int, help="only so many cases")
    parser.add_argument("--out", type=Path, default=Path("out/evals"), help="the report's folder")
    return parser


@contextmanager
def _models(options: argparse.Namespace) -> Iterator[tuple[ASGIApp, dict[str, Any]]]:
    """What answers, and the settings that name it."""
    if options.models == "bedrock":
        choice = checked_choice(options.profile, options.region, options.max_usd)
        choice = replace(choice, model_prices=" ".join(options.model_price))
        models = choice.models
        print(_announcement(options, choice), file=sys.stderr)
        names = {"text_model_id": models.text, "image_model_id": models.image}
        yield models_app(choice, _account(options)), names
        return
    with Painter() as painter:
        vision = Vision()
        yield bedrock_app(Parts(vision.look, writer.career, writer.identity, painter.draw)), {}


def _announcement(options: argparse.Namespace, choice: BedrockChoice) -> str:
    models = options.text_model or [choice.models.text]
    # Prompts are compared by the first model.
    runs = models + models[:1] * len(options.prompts)
    besides = [text for text, there in (("portraits", options.pictures), ("the judge", options.judge)) if there]
    return console.announcement(len(all_cases()[: options.limit]), runs, besides, choice)


def _variants(options: argparse.Namespace, url: str, settings: dict[str, Any]) -> Iterator[Variant]:
    """The agent's own prompts with each model, then each folder of prompts with the first one."""
    models = options.text_model or [settings.get("text_model_id")]
    rows = [(model or options.models, model, None) for model in models]
    rows += [(f"prompts of {folder.name}", models[0], folder) for folder in options.prompts]
    for name, model, prompts in rows:
        chosen = {**settings, **({"text_model_id": model} if model else {})}
        prices = Prices.read(" ".join(options.model_price))
        yield Variant(
            name=name, bedrock_url=url, settings=chosen, prompts=prompts, pictures=options.pictures, prices=prices
        )


def _tools(folder: Path | None) -> dict[str, Any]:
    """The verdict on the orchestrator's prompt, which no case needs a model for."""
    text = (folder / "orchestrate.md").read_text("utf-8") if folder else CURRENT.text("orchestrate")
    verdict = names_tools(text)
    return {"case": "all", "evaluator": "tools", "score": verdict.score, "reason": verdict.reason}


def _judged(options: argparse.Namespace, url: str) -> dict[str, list[dict[str, Any]]]:
    """The verdicts: strands-agents-evals has an environment of its own."""
    verdicts = options.out / "verdicts.json"
    command = ["uv", "run", "--frozen", "--quiet", "--project", "evals", "python", "-m", "evals.judge"]
    command += [str((options.out / "outputs.jsonl").resolve()), str(verdicts.resolve())]
    if options.judge:
        command += ["--judge", options.judge, "--endpoint", url]
    # The endpoint on this machine takes any key; it has the real ones.
    keys = {"AWS_ACCESS_KEY_ID": "evals", "AWS_SECRET_ACCESS_KEY": "evals", "AWS_REGION": "us-east-1"}
    rest = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV" and not name.startswith("AWS_")}
    subprocess.run(command, cwd=PROJECT, env=rest | keys, check=True, stdout=sys.stderr)  # noqa: S603 - our own
    judged: dict[str, list[dict[str, Any]]] = json.loads(verdicts.read_text("utf-8"))
    return judged


if __name__ == "__main__":
    main()

"""The report: a table of all evaluators, then every case with its texts and pictures, variants side by side."""

import html
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from evals.outputs import Output

Verdicts = Mapping[str, Sequence[Mapping[str, Any]]]

_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1d2433 }
table { border-collapse: collapse; margin: 1rem 0 2rem }
td, th { padding: .3rem .8rem; border-bottom: 1px solid #d8dce4; text-align: left }
td.number { text-align: right; font-variant-numeric: tabular-nums }
.case { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 2rem; border-top: 2px solid #1d2433 }
.bad { color: #a8431f }
.small { color: #4d5566; font-size: .85rem }
img { max-width: 16rem; border-radius: .5rem }
"""


def means(verdicts: Verdicts) -> dict[str, dict[str, float]]:
    """The mean score by evaluator and variant; nothing where nothing was judged."""
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for variant, rows in verdicts.items():
        for row in judged(rows):
            scores[row["evaluator"]][variant].append(row["score"])
    return {
        evaluator: {variant: round(sum(all_) / len(all_), 3) for variant, all_ in by_variant.items()}
        for evaluator, by_variant in scores.items()
    }


def judged(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows with a score; a model that was asked to judge may have failed."""
    return [row for row in rows if row["score"] is not None]


def write_report(outputs: Sequence[Output], verdicts: Verdicts, folder: Path) -> None:
    """Writes report.html and report.json into the folder."""
    summary = {"means": means(verdicts), "cost_usd": _sums(outputs, "cost_usd"), "calls": _sums(outputs, "calls")}
    data = json.dumps({**summary, "verdicts": verdicts}, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(data + "\n", "utf-8")
    (folder / "report.html").write_text(_page(outputs, verdicts), "utf-8")


def _sums(outputs: Sequence[Output], name: str) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for output in outputs:
        sums[output.variant] += getattr(output, name)
    return {variant: round(value, 4) for variant, value in sums.items()}


def _page(outputs: Sequence[Output], verdicts: Verdicts) -> str:
    variants = list(verdicts)
    by_case: dict[str, list[Output]] = defaultdict(list)
    for output in outputs:
        by_case[output.case].append(output)
    sections = "".join(_case(name, made, verdicts) for name, made in by_case.items())
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Evals</title><style>{_STYLE}</style>"
        f"<h1>Evals of {len(by_case)} cases</h1>{_table(variants, verdicts, outputs)}{sections}</html>\n"
    )


def _table(variants: Sequence[str], verdicts: Verdicts, outputs: Sequence[Output]) -> str:
    rows = [
        (name, [f"{scores[v]:.3f}" if v in scores else "" for v in variants])
        for name, scores in means(verdicts).items()
    ]
    rows.append(("US$ of text models", [f"{_sums(outputs, 'cost_usd').get(v, 0):.4f}" for v in variants]))
    rows.append(("calls", [f"{_sums(outputs, 'calls').get(v, 0):.0f}" for v in variants]))
    head = "".join(f"<th>{html.escape(variant)}</th>" for variant in variants)
    body = "".join(
        f"<tr><td>{html.escape(name)}</td>{''.join(f'<td class=number>{value}</td>' for value in values)}</tr>"
        for name, values in rows
    )
    return f"<table><tr><th>evaluator</th>{head}</tr>{body}</table>"


def _case(name: str, outputs: Sequence[Output], verdicts: Verdicts) -> str:
    columns = "".join(f"<div>{_column(output, verdicts)}</div>" for output in outputs)
    return f"<h2>{html.escape(name)}</h2><div class=case>{columns}</div>"


def _column(output: Output, verdicts: Verdicts) -> str:
    if output.error:
        return f"<p class=bad>{html.escape(output.error)}</p>"
    rows = [row for row in judged(verdicts[output.variant]) if row["case"] == output.case]
    found = [row for row in rows if row["score"] < 1]
    picture = f"<img src='{html.escape(output.portrait)}' alt=''>" if output.portrait else ""
    paragraphs = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in output.identity["bio_paragraphs"])
    reasons = "".join(
        f"<p class=bad>{html.escape(row['evaluator'])} {row['score']:.2f}: {html.escape(row['reason'])}</p>"
        for row in found
    )
    facts = f"{output.variant}, {output.calls} calls, {output.seconds:.1f} s, US$ {output.cost_usd:.4f}"
    return (
        f"{picture}<p><b>{html.escape(output.career['human_name'])}</b>, {html.escape(output.career['job_title'])}</p>"
        f"<p><i>{html.escape(output.identity.get('headline') or '')}</i></p>{paragraphs}"
        f"<p class=small>{html.escape('; '.join(output.identity['skills']))}</p>"
        f"<p class=small>{html.escape(output.portrait_prompt)}</p><p class=small>{html.escape(facts)}</p>{reasons}"
    )

"""The report: a table of all evaluators, then every case with its texts and pictures, variants side by side."""

import html
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from evals.outputs import Output

Verdicts = Mapping[str, Sequence[Mapping[str, Any]]]

_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1d2433 }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto }
td, th { padding: .3rem .8rem; border-bottom: 1px solid #d8dce4; text-align: left }
td.number, th.number { text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
td.best { font-weight: 600 }
h2 { border-top: 2px solid #1d2433; margin-top: 2.5rem; padding-top: .5rem }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere }
.case { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 2rem }
.bad { color: #a8431f }
.small { color: #4d5566; font-size: .85rem; margin: .5rem 0 }
ul { margin: .5rem 0; padding-left: 1.2rem; font-size: .85rem }
img { max-width: 16rem; border-radius: .5rem }
"""
_POOR: Final = 0.5
_OF_ALL: Final = "all"


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
    by_case: dict[str, list[Output]] = defaultdict(list)
    for output in outputs:
        by_case[output.case].append(output)
    sections = "".join(_case(name, made, verdicts) for name, made in by_case.items())
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Evals</title><style>{_STYLE}</style><h1>Evals of {len(by_case)} cases</h1>"
        f"{_table(list(verdicts), verdicts, outputs)}{_reasons_of_all(verdicts)}{sections}</html>\n"
    )


def _table(variants: Sequence[str], verdicts: Verdicts, outputs: Sequence[Output]) -> str:
    rows = [_row(name, [scores.get(v) for v in variants], ".3f") for name, scores in means(verdicts).items()]
    failed = {v: len(rows_) - len(judged(rows_)) for v, rows_ in verdicts.items()}
    for name, field, form in (("US$ of text models", "cost_usd", ".4f"), ("calls", "calls", ".0f")):
        sums = _sums(outputs, field)
        rows.append(_row(name, [sums.get(variant, 0) for variant in variants], form, best=min))
    rows += [_row("failed judgements", [failed[v] for v in variants], "d", best=min)] if any(failed.values()) else []
    head = "".join(f"<th class=number>{html.escape(variant)}</th>" for variant in variants)
    return f"<table><tr><th>evaluator</th>{head}</tr>{''.join(rows)}</table>"


def _row(name: str, values: Sequence[float | None], form: str, best: Callable[[Sequence[float]], float] = max) -> str:
    """A row; the best value stands out where they differ."""
    known = [value for value in values if value is not None]
    top = best(known) if len(set(known)) > 1 else None
    texts = ["" if value is None else format(value, form) for value in values]
    kinds = ["number best" if value is not None and value == top else "number" for value in values]
    cells = "".join(f"<td class='{kind}'>{text}</td>" for kind, text in zip(kinds, texts, strict=True))
    return f"<tr><td>{html.escape(name)}</td>{cells}</tr>"


def _reasons_of_all(verdicts: Verdicts) -> str:
    """Why what is judged over all cases together is not 1."""
    rows = [(variant, row) for variant, rows in verdicts.items() for row in judged(rows) if row["case"] == _OF_ALL]
    return _list(
        (f"{row['evaluator']} of {variant}: {row['reason']}", row["score"] < _POOR)
        for variant, row in rows
        if row["score"] < 1
    )


def _case(name: str, outputs: Sequence[Output], verdicts: Verdicts) -> str:
    columns = "".join(f"<div>{_column(output, verdicts)}</div>" for output in outputs)
    return f"<h2>{html.escape(name)}</h2><div class=case>{columns}</div>"


def _column(output: Output, verdicts: Verdicts) -> str:
    head = f"<h3>{html.escape(output.variant)}</h3>"
    if output.error:
        return f"{head}<p class=bad>{html.escape(output.error)}</p>"
    rows = [row for row in judged(verdicts[output.variant]) if row["case"] == output.case and row["score"] < 1]
    picture = f"<p><img src='{html.escape(output.portrait)}' alt='' loading=lazy></p>" if output.portrait else ""
    pet, facts = output.analysis, f"{output.calls} calls, {output.seconds:.1f} s, US$ {output.cost_usd:.4f}"
    seen = f"{pet['breed']} ({pet['species']}): {', '.join(pet['dominant_traits'])}. {pet['vibe']}"
    return (
        f"{head}{_small(seen)}{picture}"
        f"<p><b>{html.escape(output.career['human_name'])}</b>, {html.escape(output.career['job_title'])}</p>"
        f"<p><i>{html.escape(output.identity.get('headline') or '')}</i></p>"
        + "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in output.identity["bio_paragraphs"])
        + _small("; ".join(output.identity["skills"]))
        + _small(output.portrait_prompt)
        + _small(facts)
        + _list((f"{row['evaluator']} {row['score']:.2f}: {row['reason']}", row["score"] < _POOR) for row in rows)
    )


def _small(text: str) -> str:
    return f"<p class=small>{html.escape(text)}</p>"


def _list(entries: Iterable[tuple[str, bool]]) -> str:
    """A list of texts; those that say something bad stand out."""
    items = "".join(f"<li{' class=bad' if bad else ''}>{html.escape(text)}</li>" for text, bad in entries)
    return f"<ul>{items}</ul>" if items else ""

"""Writes the tables of docs/costs.md: `python -m scripts.costs`, or `make costs`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from deployment import PROJECT
from scripts.costs.bill import Inputs, Part, ceilings, custom_metrics, idle_month, in_one_job, job, month, of_models
from scripts.costs.setups import rows

DOCUMENT: Final = PROJECT / "docs" / "costs.md"
SIZES: Final = (1, 1_000, 1_000_000)
_BETWEEN: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

type Row = Sequence[str]


def main() -> None:
    """Writes each table between its marks."""
    DOCUMENT.write_text(document(DOCUMENT.read_text("utf-8"), Inputs.read()), "utf-8")


def document(text: str, inputs: Inputs) -> str:
    """The document with its tables as they follow from the inputs."""
    made = {
        "counted": _table(("counted on", "by"), [(inputs.measured["date"], inputs.measured["how"])]),
        "job": _bill(job(inputs)),
        "variations": _table(
            ("variation", "calls", "tokens in", "out", "images", "US$ of models"), _variations(inputs)
        ),
        "idle": _bill(idle_month(inputs)),
        "month": _table(("jobs", "US$", "US$ a job", "of it custom metrics", "nearest quota"), _months(inputs)),
        "quotas": _table(
            (
                "quota",
                "limit",
                *(f"at {jobs:,}" for jobs in SIZES),
                "met at, jobs a month",
                "how to get more",
                "confirmed",
                "source",
            ),
            _quotas(inputs),
        ),
        "assumptions": _table(
            ("what", "value", "why"),
            [(name, f"{one['value']:,}", one["why"]) for name, one in inputs.assumptions["assumptions"].items()],
        ),
        "setups": _table(
            (
                "set-up",
                "analysis",
                "career",
                "identity",
                "orchestrator",
                "image",
                "texts",
                "calls of tools",
                "picture",
                "US$ a job",
            ),
            rows(inputs),
        ),
        "models": _table(
            ("model", "id", "US$ a million tokens in", "out", "US$ an image", "of one job", "checked", "confirmed"),
            _models(inputs),
        ),
        "prices": _table(("what", "US$", "for", "checked", "confirmed", "AWS's page"), _prices(inputs)),
    }
    return _BETWEEN.sub(lambda found: f"{found[1]}{made[found[2]]}{found[3]}", text)


def _bill(parts: Iterable[Part]) -> str:
    largest_first = sorted(parts, key=lambda part: -part.usd)
    total = sum(part.usd for part in largest_first)
    rows = [(part.name, part.how, f"{part.usd:.6f}", f"{part.usd / total:.1%}") for part in largest_first]
    return _table(("part", "how it comes about", "US$", "share"), [*rows, ("**all**", "", f"**{total:.4f}**", "")])


def _variations(inputs: Inputs) -> Iterator[Row]:
    words = {
        "portrait": "another portrait, clothes or place, or a seed",
        "career": "another career, scores, pronouns or age",
        "cards": "another name of the pet alone",
    }
    for name, usage in inputs.measured["variations"].items():
        calls, taken, given, images = (
            sum(role[what] for role in usage.values()) for what in ("calls", "input_tokens", "output_tokens", "images")
        )
        yield words[name], f"{calls}", f"{taken:,}", f"{given:,}", f"{images}", f"{of_models(inputs, usage):.4f}"


def _months(inputs: Inputs) -> Iterator[Row]:
    first, met_at = next(iter(ceilings(inputs).items()))
    for jobs in SIZES:
        total, metrics = month(inputs, jobs), custom_metrics(inputs, jobs)
        nearest = f"{inputs.quotas['quotas'][first]['what']}: {_percent(jobs / met_at)}"
        yield f"{jobs:,}", f"{total:,.2f}", f"{total / jobs:,.4f}", f"{metrics:.2f}", nearest


def _quotas(inputs: Inputs) -> Iterator[Row]:
    for name, met_at in ceilings(inputs).items():
        quota = inputs.quotas["quotas"][name]
        # Two figures are as much as the assumptions bear.
        shares, rounded = (_percent(jobs / met_at) for jobs in SIZES), int(float(f"{met_at:.2g}"))
        rest = (quota["more"], quota["confirmed"], quota["source"])
        yield quota["what"], f"{quota['limit']:,}", *shares, f"{rounded:,}", *rest


def _prices(inputs: Inputs) -> Iterator[Row]:
    for price in inputs.prices["prices"].values():
        yield (
            price["what"],
            _usd(price["usd"]),
            f"{price['per']:,}",
            price["checked"],
            price["confirmed"],
            price["source"],
        )


def _models(inputs: Inputs) -> Iterator[Row]:
    for name, model in inputs.prices["models"].items():
        amounts = (_usd(model[unit]) if unit in model else "" for unit in ("input", "output", "image"))
        yield (
            model["what"],
            f"`{name}`",
            *amounts,
            f"{in_one_job(inputs, model):.4f}",
            model["checked"],
            model["confirmed"],
        )


def _usd(amount: float) -> str:
    return f"{amount:.10f}".rstrip("0").rstrip(".")


def _table(header: Row, rows: Iterable[Row]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in (header, ["---"] * len(header), *rows))


def _percent(share: float) -> str:
    return f"{100 * share:,.0f} %" if share >= 0.01 else "< 1 %"


if __name__ == "__main__":
    main()

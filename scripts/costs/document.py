"""Writes docs/costs.md."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from scripts.costs.inputs import Inputs
from scripts.costs.job import metrics_of_a_month, month, parts_of_a_job, parts_of_a_month
from scripts.costs.quotas import Ceiling, ceilings

SIZES: Final = (1, 1_000, 1_000_000)


def document(inputs: Inputs) -> str:
    """The whole document."""
    return "\n".join(_lines(inputs)) + "\n"


def _lines(inputs: Inputs) -> Iterator[str]:
    measured = inputs.measured
    yield "# Costs"
    yield ""
    yield "*Made by `make costs` from the files in `scripts/costs/`; change those, not this.*"
    yield ""
    yield (
        f"Counted on {measured['date']} on the wire of the local system ({measured['how']}). Calls, sizes and prompts "
        "are the real ones. Tokens are counted at four characters each, since no real model has been asked, and a real "
        "portrait may be a few times larger than an illustration: every result of a deployment records its own "
        f"`usage`. Prices: US dollars, {inputs.prices['region']}, without free tiers."
    )
    yield from _one_job(inputs)
    yield from _months(inputs)
    yield from _ceilings(inputs)
    yield from _tuning()
    yield from _left_out()
    yield from _sources(inputs)


def _one_job(inputs: Inputs) -> Iterator[str]:
    parts = sorted(parts_of_a_job(inputs), key=lambda part: -part.usd)
    total = sum(part.usd for part in parts)
    yield from ("", "## One job", "")
    rows = [(part.name, part.how, f"{part.usd:.6f}", f"{part.usd / total:.1%}") for part in parts]
    yield from _table(("part", "how it comes about", "US$", "share"), [*rows, ("**all**", "", f"**{total:.4f}**", "")])


def _months(inputs: Inputs) -> Iterator[str]:
    yield from ("", "## A month", "")
    fixed = list(parts_of_a_month(inputs))
    yield "What no job causes: " + "; ".join(f"{part.name} ({part.how}) {part.usd:.2f}" for part in fixed) + "."
    yield ""
    rows = []
    for jobs in SIZES:
        metrics, total, first = metrics_of_a_month(inputs, jobs), month(inputs, jobs), ceilings(inputs)[0]
        reached = f"{first.what}: {_percent(first.share(jobs))}"
        rows.append((f"{jobs:,}", f"{total:,.2f}", f"{total / jobs:,.4f}", f"{metrics.usd:.2f}", reached))
    yield from _table(
        ("jobs", "US$", "US$ a job", "of it custom metrics", "quota that is nearest, in the busiest minute"), rows
    )


def _ceilings(inputs: Inputs) -> Iterator[str]:
    yield from ("", "## Quotas", "")
    yield (
        f"The busiest minute is taken as {inputs.assumed('peak'):.0f} times the mean. Above 100 %, jobs wait in the "
        "queue (workers), or requests are throttled and tried again (the others)."
    )
    yield ""
    header = (
        "quota, in the busiest minute",
        "limit",
        *(f"at {jobs:,}" for jobs in SIZES),
        "met at, jobs a month",
        "how to get more",
    )
    yield from _table(header, [_ceiling(one) for one in ceilings(inputs)])
    yield ""
    yield (
        "The image model's own quota is not among them: no default could be looked up. "
        "`aws service-quotas list-service-quotas --service-code bedrock --region us-west-2` shows your account's."
    )


def _ceiling(one: Ceiling) -> tuple[str, ...]:
    shares = (_percent(one.share(jobs)) for jobs in SIZES)
    return (one.what, f"{one.limit:,}", *shares, f"{_rounded(one.jobs_a_month):,}", one.more)


def _tuning() -> Iterator[str]:
    yield from ("", "## What can be done about it", "")
    yield "* Profiles that begin with `global.`, not `us.`, save a tenth of the tokens' price; data leaves the US."
    yield "* Other models (`TEXT_MODEL_ID`, `IMAGE_MODEL_ID`) change the largest lines."
    yield "* Finished steps are kept: a job that is tried again pays for what is missing, and its `usage` tells that."


def _left_out() -> Iterator[str]:
    yield from ("", "## What is not counted", "")
    yield "Attempts that fail, storage of logs and of the agent's code, the agent's own spans in CloudWatch, and taxes."


def _sources(inputs: Inputs) -> Iterator[str]:
    yield from ("", "## Assumptions", "")
    facts = [(name, entry) for name, entry in inputs.assumptions.items() if name != "note"]
    yield from _table(("what", "value", "why"), [(name, f"{one['value']:,}", one["why"]) for name, one in facts])
    yield from ("", "## Prices", "", inputs.prices["note"], "")
    rows = [
        (
            one["what"],
            f"{one['usd']:.10f}".rstrip("0").rstrip("."),
            f"{one['per']:,}",
            one["checked"],
            one["confirmed"],
            one["source"],
        )
        for one in inputs.prices["prices"].values()
    ]
    yield from _table(("what", "US$", "for", "checked", "confirmed", "AWS's page"), rows)
    yield from ("", "## Sources of the quotas", "", inputs.quotas["note"], "")
    sources = [(one["what"], one["confirmed"], one["source"]) for one in inputs.quotas["quotas"].values()]
    yield from _table(("quota", "confirmed", "source"), sources)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _percent(share: float) -> str:
    return f"{100 * share:,.0f} %" if share >= 0.01 else "< 1 %"


def _rounded(number: float) -> int:
    """Two figures are as much as the assumptions bear."""
    return int(float(f"{number:.2g}"))

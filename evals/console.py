"""What `python -m evals` says before and after a run."""

import sys
from collections.abc import Sequence

from evals.outputs import Output
from evals.report import Verdicts, means
from local.models.choice import BedrockChoice
from local.models.estimate import usd_of_steps
from local.models.ledger import Account


def announcement(cases: int, models: Sequence[str], besides: Sequence[str], choice: BedrockChoice) -> str:
    """Where cases go and what their texts cost, said before the first one.

    Args:
        cases: how many there are.
        models: the text models that get them all, one after another.
        besides: what else is paid for.
        choice: regions, prices and the limit.
    """
    usd = cases * sum(usd_of_steps(model, choice.prices, "career", "identity") for model in models)
    more = f" without {' and '.join(besides)}" if besides else ""
    return (
        f"Cases go to Amazon Bedrock, in {choice.region}. The texts of {cases} cost about US$ {usd:.2f} by list "
        f"prices{more}. No call is made that could bring the sum above US$ {choice.max_usd:.2f} (--max-usd)."
    )


def print_means(verdicts: Verdicts) -> None:
    """Prints the table of the report."""
    for number, variant in enumerate(verdicts, 1):
        print(f"({number}) {variant}")
    print(f"{'':18}", *(f"{f'({number})':>5}" for number in range(1, len(verdicts) + 1)), sep="  ")
    for evaluator, scores in means(verdicts).items():
        values = (f"{scores[variant]:.3f}" if variant in scores else f"{'':5}" for variant in verdicts)
        print(f"{evaluator:18}", *values, sep="  ")


def print_problems(made: Sequence[Output], verdicts: Verdicts) -> None:
    """Says what went wrong."""
    errors = [output.error for output in made if output.error]
    if errors:
        print(f"{len(errors)} of {len(made)} outputs failed, the first one so: {errors[0]}", file=sys.stderr)
    missing = [row["reason"] for rows in verdicts.values() for row in rows if row["score"] is None]
    if missing:
        print(f"{len(missing)} judgements failed and do not count, the first one so: {missing[0]}", file=sys.stderr)


def print_account(account: Account) -> None:
    """Says what was spent, the judge's calls included."""
    print(f"{account.calls} calls cost US$ {account.spent_usd:.4f} by list prices.")
    if account.problem:
        print(account.problem, file=sys.stderr)

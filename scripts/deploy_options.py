"""The options of scripts/deploy.py, and what of a stack they set."""

import argparse
import re
from collections.abc import Mapping
from math import inf
from typing import Any, Final

from deployment.agent.settings import PLATFORM_VERSIONS
from deployment.workers import MAXIMUM_CONCURRENCY
from scripts.command import add_limits, add_models, sandbox_parser

_SETTING: Final = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")


def parser(description: str | None) -> argparse.ArgumentParser:
    """The parser of the command's arguments."""
    found = sandbox_parser("deploy", description)
    instead = found.add_mutually_exclusive_group()
    instead.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    instead.add_argument("--rollback", action="store_true", help="go back to the release before, or out of a failure")
    instead.add_argument("--destroy", action="store_true", help="remove the sandbox, with its photos and results")
    _add_stack(found)
    _add_page(found)
    add_models(found)
    add_limits(found)
    found.add_argument("--platform-version", choices=PLATFORM_VERSIONS, help="AgentCore's platform; by region")
    found.add_argument("--agent-runtime-arn", help="an agent that was made elsewhere; '' to make one again")
    found.add_argument("--no-smoke", action="store_true", help="don't invoke the agent once when it is ready")
    found.add_argument("--role-arn", help="the role by which CloudFormation makes the resources; else your own rights")
    found.add_argument("--yes", action="store_true", help="with --destroy: don't ask")
    found.add_argument("--force", action="store_true", help="with --destroy: even while jobs are at work")
    return found


KEPT: Final = (
    "text_model",
    "analysis_model",
    "career_model",
    "identity_model",
    "orchestrator_model",
    "image_model",
    "image_region",
    "max_cost_usd",
    "model_price",
    "accepted_formats",
    "photo_memory_bytes",
    "signing_secret",
    "platform_version",
    "maximum_concurrency",
)
"""The options that a template is made with: a later deployment that is not given them takes those of the last one."""


def keep_options(arguments: argparse.Namespace, last: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the options that were not given to what they were last time.

    Args:
        arguments: the parsed arguments, which are changed.
        last: the options of the last release.

    Returns:
        The options of this release.
    """
    for name in KEPT:
        if getattr(arguments, name) in (None, []):
            setattr(arguments, name, last.get(name))
    settings = {**last.get("settings", {}), **dict(arguments.setting)}
    arguments.settings = {name: value for name, value in settings.items() if value}
    return {name: getattr(arguments, name) for name in (*KEPT, "settings")}


def parameters_of(arguments: argparse.Namespace, *, emulated: bool) -> dict[str, str]:
    """The template's parameters that the arguments set; the others keep their values.

    Args:
        arguments: the parsed arguments.
        emulated: whether this is a local engine, which has neither TLS nor alarms on several metrics.
    """
    page = True if arguments.domain or arguments.waf else arguments.page
    given: dict[str, Any] = {
        "CorsOrigins": ",".join(arguments.cors_origin or []) or None,
        "AlarmEmail": arguments.alarm_email,
        "JobsAnHour": arguments.jobs_alarm,
        "UsdAnHour": arguments.spend_alarm_usd,
        "BudgetUsd": arguments.budget_usd,
        "AgentRuntimeArn": arguments.agent_runtime_arn,
        "Page": None if page is None else str(page).lower(),
        "DomainName": arguments.domain,
        "HostedZoneId": arguments.hosted_zone,
        "WebAclArn": "" if arguments.waf is False else None,
        "TlsOnly": "false" if emulated else None,
        "MetricMath": "false" if emulated else None,
    }
    return {name: str(value) for name, value in given.items() if value is not None}


def _add_stack(found: argparse.ArgumentParser) -> None:
    found.add_argument("--cors-origin", action="append", help="a web origin whose pages may use it; repeatable; all")
    found.add_argument("--alarm-email", help="an address to notify of alarms; AWS first asks it to confirm")
    found.add_argument("--budget-usd", type=_usd, help="a monthly budget, of which the same address is notified")
    found.add_argument("--jobs-alarm", type=int, help="jobs an hour that raise an alarm")
    found.add_argument("--spend-alarm-usd", type=_usd, help="the same for US dollars an hour")
    found.add_argument("--maximum-concurrency", type=int, help=f"workers at once, 2-1000; {MAXIMUM_CONCURRENCY}")
    found.add_argument(
        "--setting",
        action="append",
        type=_setting,
        default=[],
        metavar="NAME=VALUE",
        help="a variable of every function, by docs/settings.md; repeatable; 'NAME=' takes it away again",
    )


def _add_page(found: argparse.ArgumentParser) -> None:
    flag = argparse.BooleanOptionalAction
    found.add_argument("--page", action=flag, help="serve the page, and the API under the same name, by CloudFront")
    found.add_argument("--waf", action=flag, help="put a firewall before CloudFront")
    found.add_argument("--domain", help="the page's own domain name")
    found.add_argument("--hosted-zone", help="the id of Route 53's zone that gets the domain's records")


def _usd(text: str) -> float:
    amount = float(text)
    if not 0 < amount < inf:
        raise ValueError
    return amount


def _setting(text: str) -> tuple[str, str]:
    if not (match := _SETTING.fullmatch(text)):
        raise ValueError
    return match[1], match[2]

"""What is to be decided about a stack: what is written into its template, and what are the template's parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Self

from deployment.agent.models import AgentModels
from deployment.agent.photos import AgentPhotos
from deployment.agent.settings import platform_version
from deployment.agent.signing import AgentSigning
from deployment.agent.spending import AgentSpending
from deployment.monitoring.alarms import JOBS_AN_HOUR, USD_AN_HOUR
from deployment.names import Names
from deployment.stack.values import template_names
from deployment.topology import Topology, load_topology
from deployment.workers import MAXIMUM_CONCURRENCY

PRODUCTION: Final = frozenset({"prod", "production"})
"""The sandboxes that are protected from deletion, and must name their web origins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefacts:
    """The keys of the code in the artefact bucket: of each function by its name, and of the agent."""

    functions: Mapping[str, str]
    agent: str


@dataclass(frozen=True, kw_only=True)
class StackOptions:
    """What is written into a template.

    Attributes:
        sandbox: the sandbox's name.
        models: the models that the agent may call; no others are allowed to it.
        platform: AgentCore's platform version.
        spending: what a job may cost.
        photos: which photos the agent takes.
        signing: what it signs pictures with.
        settings: variables that every function gets beside its own.
        workers: how many jobs are worked on at once.
        budget_by_caller: whether the budget sees the agent's calls to models alone.
    """

    sandbox: str
    models: AgentModels
    platform: str
    spending: AgentSpending = field(default_factory=AgentSpending)
    photos: AgentPhotos = field(default_factory=AgentPhotos)
    signing: AgentSigning = field(default_factory=AgentSigning)
    settings: Mapping[str, str] = field(default_factory=dict)
    workers: int = MAXIMUM_CONCURRENCY
    budget_by_caller: bool = False

    @classmethod
    def of(cls, sandbox: str, region: str) -> Self:
        """The defaults in a region."""
        return cls(sandbox=sandbox, models=AgentModels.of(region), platform=platform_version(region))

    @cached_property
    def names(self) -> Names:
        """The names of the sandbox's resources, in whichever account and region."""
        return template_names(self.sandbox)

    @cached_property
    def topology(self) -> Topology:
        """The topology of tc's files, with the settings."""
        return load_topology(self.names).with_settings(self.settings)

    @property
    def protected(self) -> bool:
        """Whether the table can't be deleted until somebody switches that off."""
        return self.sandbox in PRODUCTION


def _text(description: str, default: str = "", **more: Any) -> dict[str, Any]:
    return {"Type": "String", "Description": description, "Default": default, **more}


def _switch(description: str, default: str) -> dict[str, Any]:
    return _text(description, default, AllowedValues=["true", "false"])


def _number(description: str, default: float, **more: Any) -> dict[str, Any]:
    return {"Type": "Number", "Description": description, "Default": default, **more}


PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "CorsOrigins": {
        "Type": "CommaDelimitedList",
        "Description": "The web origins whose pages may call the API, upload photos and fetch pictures",
        "Default": "*",
    },
    "AlarmEmail": _text("An address to notify of alarms and of the budget; AWS first asks it to confirm"),
    "JobsAnHour": _number("More jobs an hour raise an alarm", JOBS_AN_HOUR, MinValue=1),
    "UsdAnHour": _number("Models that cost more US dollars an hour raise an alarm", USD_AN_HOUR),
    "BudgetUsd": _text("A monthly budget in US dollars; empty for none", AllowedPattern=r"([0-9]+(\.[0-9]+)?)?"),
    "AgentRuntimeArn": _text("An agent's runtime that was made elsewhere; empty to make one"),
    "Page": _switch("Whether CloudFront serves the page, and the API under the same name", "false"),
    "DomainName": _text("The page's own domain name; empty for CloudFront's"),
    "CertificateArn": _text("The domain's certificate, in us-east-1 (the edge stack's output)"),
    "HostedZoneId": _text("Route 53's zone that gets the domain's records; empty to make them elsewhere"),
    "WebAclArn": _text("The firewall before CloudFront (the edge stack's output); empty for none"),
    "TlsOnly": _switch("Whether the buckets refuse requests without TLS; a local engine has none", "true"),
    "MetricMath": _switch("Whether to make alarms on several metrics; local engines can't", "true"),
}
"""The parameters of a template. A later deployment keeps their values unless it is given others."""


def _is(parameter: str, value: str) -> dict[str, Any]:
    return {"Fn::Equals": [{"Ref": parameter}, value]}


def _given(parameter: str) -> dict[str, Any]:
    return {"Fn::Not": [_is(parameter, "")]}


CONDITIONS: Final[dict[str, dict[str, Any]]] = {
    "MakesAgent": _is("AgentRuntimeArn", ""),
    "HasEmail": _given("AlarmEmail"),
    "HasBudget": {"Fn::And": [_given("BudgetUsd"), {"Condition": "HasEmail"}]},
    "HasMetricMath": _is("MetricMath", "true"),
    "HasTls": _is("TlsOnly", "true"),
    "HasPage": _is("Page", "true"),
    "HasDomain": {"Fn::And": [{"Condition": "HasPage"}, _given("DomainName"), _given("CertificateArn")]},
    "HasZone": {"Fn::And": [{"Condition": "HasDomain"}, _given("HostedZoneId")]},
    "HasFirewall": _given("WebAclArn"),
}
"""What of a template is made, by its parameters."""

"""The template of a sandbox's stack, as plain data in the form of CloudFormation's JSON.

Its parts follow the architecture; each resource says in its metadata which part it serves.
"""

import json
from collections.abc import Iterator
from typing import Final

from deployment.stack.agent import AGENT_ARN, agent
from deployment.stack.api import API, api
from deployment.stack.jobs import jobs, uploads
from deployment.stack.keys import keys
from deployment.stack.monitoring import monitoring
from deployment.stack.options import CONDITIONS, PARAMETERS, Artefacts, StackOptions
from deployment.stack.page import PAGE_URL, SITE, page
from deployment.stack.storage import storage
from deployment.stack.values import Json, attribute, substituted

PARTS: Final = {
    "storage": "photos, pictures and jobs",
    "keys": "the API keys, and where scripts find them and the agent",
    "agent": "the agent on AgentCore",
    "jobs": "queues and the workers behind them",
    "uploads": "what a new photo starts",
    "api": "the HTTP API and its functions",
    "monitoring": "alarms, dashboard and budget",
    "page": "CloudFront before page and API, if it is wanted",
}
"""The parts of a stack, in the template's order."""


def stack_template(options: StackOptions, artefacts: Artefacts) -> Json:
    """The template of a sandbox's stack.

    Args:
        options: what is written into it; what is not is a parameter.
        artefacts: the code in the artefact bucket.

    Raises:
        TopologyError: if tc's files are not valid.
    """
    parts = {
        "storage": storage(options),
        "keys": keys(options),
        "agent": agent(options, artefacts),
        "jobs": jobs(options, artefacts),
        "uploads": uploads(options, artefacts),
        "api": api(options, artefacts),
        "monitoring": monitoring(options),
        "page": page(options),
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"PetAvatar, sandbox {options.sandbox}",
        "Metadata": {"Parts": PARTS},
        "Parameters": PARAMETERS,
        "Conditions": CONDITIONS,
        "Resources": {name: _served(part, content) for part, found in parts.items() for name, content in found.items()},
        "Outputs": _outputs(),
    }


def as_text(template: Json) -> str:
    """A template's text, which names its parts in their order."""
    return json.dumps(template, indent=1) + "\n"


def outline(template: Json) -> Iterator[str]:
    """The template for readers: each part with its resources, one line for each."""
    for part, meaning in PARTS.items():
        yield f"{part}: {meaning}"
        for name, content in template["Resources"].items():
            if content["Metadata"]["Part"] == part:
                condition = f" if {content['Condition']}" if "Condition" in content else ""
                yield f"  {name}: {content['Type'].removeprefix('AWS::')}{condition}"


def _served(part: str, content: Json) -> Json:
    kind, properties = content["Type"], content["Properties"]
    attributes = {key: value for key, value in content.items() if key not in ("Type", "Properties")}
    return {"Type": kind, "Metadata": {"Part": part}, **attributes, "Properties": substituted(properties)}


def _outputs() -> Json:
    return {
        "ApiUrl": {"Value": attribute(API, "ApiEndpoint")},
        "PageUrl": {"Condition": "HasPage", "Value": substituted(PAGE_URL)},
        "CloudFrontName": {"Condition": "HasPage", "Value": attribute(SITE, "DomainName")},
        "AgentRuntimeArn": {"Value": AGENT_ARN},
    }

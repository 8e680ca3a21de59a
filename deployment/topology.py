"""Reads tc's files (topology.yml, infra/, functions/*/function.yml): the parts that this project uses.

tc ignores unknown keys and placeholders. Here they are errors, so that the local system never differs from what tc
deploys.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import yaml

from deployment import PROJECT
from deployment.names import Names

TOPOLOGY_FILE: Final = "topology.yml"
# Where tc looks for policies in place of its own wide ones, from the repository's root.
_BASE_ROLES: Final = "infrastructure/tc/base/roles"
_PLACEHOLDER: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# In names of roles, tc shortens longer names to the initials of their parts.
_ABBREVIATE_ABOVE: Final = 10

type Json = Mapping[str, Any]


class TopologyError(ValueError):
    """Something in tc's files is not valid; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A Lambda function. `timeout` is in seconds, `memory` in MB; `policy` is its role's policy document."""

    name: str
    handler: str
    memory: int
    timeout: int
    environment: Mapping[str, str]
    policy: Json

    @property
    def abbreviation(self) -> str:
        """The function's part of its role's name: if the name is long, tc takes the initials of its parts."""
        if len(self.name) <= _ABBREVIATE_ABOVE:
            return self.name
        return "".join(part[0] for part in self.name.split("-"))


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the HTTP API and the function that answers it."""

    method: str
    path: str
    function: str


@dataclass(frozen=True, slots=True)
class Cors:
    """What the API allows pages of other origins."""

    methods: Sequence[str]
    origins: Sequence[str]
    headers: Sequence[str]


@dataclass(frozen=True, slots=True)
class QueueMapping:
    """A queue, and the function that gets its messages, one at a time."""

    queue: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """A rule of EventBridge's default bus, and the function that gets its events.

    An event goes to the dead-letter queue if it can't be delivered after `retries` retries or within `max_age_s`.
    """

    name: str
    pattern: str
    function: str
    retries: int
    max_age_s: int
    dead_letter_queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """Everything that tc deploys for one sandbox. `base_roles` are the policies of the roles that tc always makes."""

    name: str
    sandbox: str
    functions: Mapping[str, Function]
    routes: Sequence[Route]
    cors: Cors
    queues: Sequence[QueueMapping]
    events: Sequence[EventRule]
    base_roles: Mapping[str, Json]

    @property
    def api(self) -> str:
        """The API's name."""
        return f"{self.name}_{self.sandbox}"

    def lambda_name(self, function: str) -> str:
        """A function's name on AWS."""
        return f"{self.name}_{function}_{self.sandbox}"

    def role_name(self, function: str) -> str:
        """The name of a function's role."""
        return f"tc-{self.name}-{self.functions[function].abbreviation}-{self.sandbox}"

    def rule_name(self, event: EventRule) -> str:
        """The name of an event's rule."""
        return f"tc-{self.name}-{event.name}-{self.sandbox}"

    def with_origins(self, origins: Sequence[str]) -> Self:
        """The same with these web origins in place of those whose pages may call the API."""
        return replace(self, cors=replace(self.cors, origins=origins))

    def with_settings(self, settings: Mapping[str, str]) -> Self:
        """A copy with these variables in every function's environment.

        A function with the variable `WORKER_TIMEOUT_S` also gets its value as its timeout, so that both agree.
        """

        def configured(function: Function) -> Function:
            environment = {**function.environment, **settings}
            timeout = int(environment["WORKER_TIMEOUT_S"]) if "WORKER_TIMEOUT_S" in function.environment else None
            return replace(function, environment=environment, timeout=timeout or function.timeout)

        return replace(self, functions={name: configured(function) for name, function in self.functions.items()})


def load_topology(names: Names, root: Path = PROJECT) -> Topology:
    """Reads tc's files under a folder, for one sandbox.

    Raises:
        TopologyError: if something is missing or unknown, or names a missing function.
    """
    values = {"account": names.account, "region": names.region, "sandbox": names.sandbox, "root": str(root)}
    path = root / TOPOLOGY_FILE
    spec = _read(path, values)
    _check_keys(path, spec, {"name", "infra", "routes", "queues", "events"})
    infra = root / spec["infra"]
    folders = sorted(file.parent for file in root.glob("functions/*/function.yml"))
    functions = {folder.name: _function(folder, infra, values) for folder in folders}
    topology = Topology(
        name=spec["name"],
        sandbox=names.sandbox,
        functions=functions,
        routes=[_route(path, key, route) for key, route in spec["routes"].items() if key != "default"],
        cors=_cors(path, spec["routes"].get("default", {})),
        queues=[_queue(path, queue) for queue in spec["queues"].values()],
        events=[_event(path, name, event) for name, event in spec["events"].items()],
        base_roles={
            f"tc-base-{file.stem}-{names.sandbox}": _policy(file, values)
            for file in (root / _BASE_ROLES).glob("*.json")
        },
    )
    used = {user.function for users in (topology.routes, topology.queues, topology.events) for user in users}
    if missing := used - functions.keys():
        raise TopologyError(f"{path}: there is no function {', '.join(sorted(missing))}")
    return topology


def _read(path: Path, values: Mapping[str, str]) -> dict[str, Any]:
    """Reads a YAML or JSON file whose outermost value is a mapping, and replaces its placeholders."""

    def value(match: re.Match[str]) -> str:
        # tc would replace an unknown one with an empty text.
        if match[1] not in values:
            raise TopologyError(f"{path}: {match[0]} is unknown")
        return values[match[1]]

    try:
        text = _PLACEHOLDER.sub(value, path.read_text())
    except OSError as error:
        raise TopologyError(f"{path}: {error.strerror}") from error
    try:
        content = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise TopologyError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise TopologyError(f"{path}: not a mapping")
    return content


def _check_keys(where: Path | str, content: Json, keys: set[str]) -> None:
    """Checks that a mapping has exactly these keys."""
    if not isinstance(content, Mapping):
        raise TopologyError(f"{where}: not a mapping")
    if missing := keys - content.keys():
        raise TopologyError(f"{where}: {', '.join(sorted(missing))} missing")
    if unknown := content.keys() - keys:
        raise TopologyError(f"{where}: {', '.join(sorted(map(str, unknown)))} unknown")


def _function(folder: Path, infra: Path, values: Mapping[str, str]) -> Function:
    path = folder / "function.yml"
    spec = _read(path, values)
    _check_keys(path, spec, {"name", "description", "infra_dir", "runtime", "build"})
    runtime = spec["runtime"]
    _check_keys(path, runtime, {"lang", "arch", "package_type", "handler"})
    if spec["name"] != folder.name or Path(spec["infra_dir"]).resolve() != infra.resolve():
        raise TopologyError(f"{path}: name or infra_dir does not match the folder")
    variables_path = infra / "vars" / f"{folder.name}.json"
    sections = _read(variables_path, values)
    _check_keys(variables_path, sections, {"default"})
    variables = sections["default"]
    _check_keys(variables_path, variables, {"memory_size", "timeout", "environment"})
    return Function(
        name=folder.name,
        handler=runtime["handler"],
        memory=variables["memory_size"],
        timeout=variables["timeout"],
        environment=variables["environment"],
        policy=_policy(infra / "roles" / f"{folder.name}.json", values),
    )


def _policy(path: Path, values: Mapping[str, str]) -> Json:
    policy = _read(path, values)
    _check_keys(path, policy, {"Version", "Statement"})
    return policy


def _route(path: Path, key: str, spec: Json) -> Route:
    _check_keys(f"{path}: {key}", spec, {"method", "function"})
    return Route(spec["method"], key, spec["function"])


def _cors(path: Path, spec: Json) -> Cors:
    where = f"{path}: default route"
    _check_keys(where, spec, {"cors"})
    _check_keys(where, spec["cors"], {"methods", "origins", "headers"})
    return Cors(**spec["cors"])


def _queue(path: Path, spec: Json) -> QueueMapping:
    _check_keys(f"{path}: queue", spec, {"name", "function"})
    return QueueMapping(spec["name"], spec["function"])


def _event(path: Path, name: str, spec: Json) -> EventRule:
    where = f"{path}: {name}"
    _check_keys(where, spec, {"pattern", "function", "retries", "maximum_event_age_in_seconds", "dead_letter_queue"})
    try:
        json.loads(spec["pattern"])
    except ValueError as error:
        raise TopologyError(f"{where}: the pattern is not JSON: {error}") from error
    return EventRule(
        name=name,
        pattern=spec["pattern"],
        function=spec["function"],
        retries=spec["retries"],
        max_age_s=spec["maximum_event_age_in_seconds"],
        dead_letter_queue=spec["dead_letter_queue"],
    )

"""What tc 0.9.160 takes of a file, restated for the keys that this project may use.

tc drops keys that it does not know, without a word, and panics at wrong types and unknown values; here both fail.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr

NonEmpty = Annotated[StrictStr, Field(min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Cors(Strict):
    methods: list[StrictStr]
    origins: list[StrictStr]
    headers: list[StrictStr] | None = None


class Route(Strict):
    method: StrictStr
    function: NonEmpty


class DefaultRoute(Strict):
    cors: Cors


class Queue(Strict):
    name: NonEmpty
    function: NonEmpty


class Event(Strict):
    function: NonEmpty
    pattern: NonEmpty
    retries: StrictInt = 1
    maximum_event_age_in_seconds: StrictInt | None = None
    dead_letter_queue: StrictStr | None = None


class Topology(Strict):
    """A `functions:` block is left out on purpose: it would take the place of each function.yml."""

    name: NonEmpty
    infra: NonEmpty
    routes: dict[str, DefaultRoute | Route]
    queues: dict[str, Queue]
    events: dict[str, Event]


class Runtime(Strict):
    lang: Literal["python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14"]
    arch: Literal["Arm64", "arm_64", "X8664", "x86_64"]
    package_type: Literal["zip", "image"]
    handler: NonEmpty
    snapstart: StrictBool = False
    layers: list[StrictStr] = []


class Build(Strict):
    kind: Literal["Code", "code", "Inline", "inline", "Layer", "layer", "Library", "library"]
    command: NonEmpty
    pre: list[StrictStr] = []
    post: list[StrictStr] = []


class Function(Strict):
    """Without `runtime` tc would take Python 3.10, x86-64 and its own role; `namespace` and `fqn` break routes."""

    name: NonEmpty
    description: StrictStr
    infra_dir: NonEmpty
    runtime: Runtime
    build: Build


class Vars(Strict):
    memory_size: StrictInt
    timeout: StrictInt
    environment: dict[StrictStr, StrictStr]


class Statement(Strict):
    """`Condition`, `NotAction`, `Principal` and the like are not in tc's struct: it would drop them."""

    Sid: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9]+$")]
    Effect: Literal["Allow"]
    Action: list[StrictStr]
    Resource: StrictStr | list[StrictStr]


class Policy(Strict):
    Version: Literal["2012-10-17"]
    Statement: list[Statement]


class Denial(Strict):
    """tc takes any text as the effect. A role that nobody uses is denied everything: a policy needs a statement."""

    Sid: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9]+$")]
    Effect: Literal["Deny"]
    Action: list[StrictStr]
    Resource: StrictStr


class BasePolicy(Strict):
    Version: Literal["2012-10-17"]
    Statement: list[Statement | Denial]


class Throttling(Strict):
    burst_limit: StrictInt
    rate_limit: StrictFloat


class Routes(Strict):
    throttling: dict[str, dict[str, Throttling]]

"""The control planes that the local engine lacks: Bedrock's, AgentCore's, those of quotas and of the bill."""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deployment.agent.models import AREA, AgentModels
from deployment.tags import tags
from local.infrastructure import AGENT_RUNTIME_ARN
from local.system import LocalSystem

Json = dict[str, Any]

MODELS: Final = AgentModels.of("us-east-1")
TEXT: Final = AREA.sub("", MODELS.text)
ORCHESTRATOR: Final = AREA.sub("", MODELS.orchestrator)
IMAGE: Final = MODELS.image
AGENT_ROLE: Final = "petavatar-agent-local"


@dataclass
class ControlPlanes:
    """What they answer; a test changes it. A denial names an operation's path."""

    lives: dict[str, Json] = field(default_factory=dict)
    access: dict[str, Json] = field(default_factory=dict)
    quotas: list[Json] = field(default_factory=list)
    agent: Json = field(default_factory=dict)
    agent_tags: dict[str, str] = field(default_factory=dict)
    budgets: set[str] = field(default_factory=set)
    cost_tags: set[str] = field(default_factory=set)
    profiles: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)

    @classmethod
    def healthy(cls, system: LocalSystem) -> "ControlPlanes":
        """Control planes of an account where all is well."""
        open_model = {
            "agreementAvailability": {"status": "AVAILABLE"},
            "authorizationStatus": "AUTHORIZED",
            "entitlementAvailability": "AVAILABLE",
            "regionAvailability": "AVAILABLE",
        }
        models = (TEXT, ORCHESTRATOR, IMAGE)
        return cls(
            lives={model: {"status": "ACTIVE", "endOfLifeTime": "2999-01-01T00:00:00Z"} for model in models},
            access={model: dict(open_model) for model in models},
            agent_tags=tags(system.names),
            budgets={system.names.budget},
            cost_tags={"project", "sandbox", "iamPrincipal/project", "iamPrincipal/sandbox"},
            profiles={MODELS.text, MODELS.orchestrator},
            quotas=[
                {"QuotaName": f"Cross-region model inference tokens per minute for {name_of(TEXT)}", "Value": 1e6},
                {"QuotaName": "Model invocation requests per minute for Somebody Else's", "Value": 0.0},
            ],
            agent={
                "agentRuntimeArn": AGENT_RUNTIME_ARN,
                "status": "READY",
                "platformVersion": "V2",
                "roleArn": f"arn:aws:iam::{system.account}:role/{AGENT_ROLE}",
                "environmentVariables": {
                    "S3_UPLOAD_BUCKET": system.upload_bucket,
                    "S3_GENERATED_BUCKET": system.generated_bucket,
                    "SIGNING_SECRET": system.names.signing_secret,
                },
            },
        )

    def app(self) -> Starlette:
        """All of them under one address."""
        return Starlette(
            routes=[
                Route("/foundation-models/{model:path}", self._model),
                Route("/foundation-model-availability/{model:path}", self._availability),
                Route("/inference-profiles/{profile:path}", self._profile),
                Route("/runtimes/{runtime}/", self._runtime),
                Route("/tags/{arn:path}", lambda _: JSONResponse({"tags": self.agent_tags})),
                Route("/", self._by_target, methods=["POST"]),
            ]
        )

    def _model(self, request: Request) -> Response:
        model = request.path_params["model"]
        if model not in self.lives:
            return refused("ResourceNotFoundException", 404)
        details = {"modelArn": f"arn:aws:bedrock:us-east-1::foundation-model/{model}", "modelId": model}
        return JSONResponse(
            {"modelDetails": {**details, "modelName": name_of(model), "modelLifecycle": self.lives[model]}}
        )

    def _availability(self, request: Request) -> Response:
        model = request.path_params["model"]
        return JSONResponse({"modelId": model, **self.access[model]})

    def _profile(self, request: Request) -> Response:
        profile = request.path_params["profile"]
        if profile not in self.profiles:
            return refused("ResourceNotFoundException", 404)
        return JSONResponse({"inferenceProfileId": profile, "status": "ACTIVE", "type": "SYSTEM_DEFINED", "models": []})

    def _runtime(self, request: Request) -> Response:
        if "runtimes" in self.denied:
            return refused("AccessDeniedException", 403)
        if request.path_params["runtime"] != AGENT_RUNTIME_ARN.rpartition("/")[2]:
            return refused("ResourceNotFoundException", 404)
        return JSONResponse(self.agent)

    async def _by_target(self, request: Request) -> Response:
        asked = await request.json()
        match request.headers["x-amz-target"].partition(".")[2]:
            case "ListServiceQuotas":
                assert asked["ServiceCode"] == "bedrock"
                return JSONResponse({"Quotas": self.quotas})
            case "DescribeBudget" if asked["BudgetName"] in self.budgets:
                return JSONResponse({"Budget": {"BudgetName": asked["BudgetName"]}})
            case "ListCostAllocationTags" if "cost tags" in self.denied:
                return refused("AccessDeniedException", 400)
            case "ListCostAllocationTags":
                active = [key for key in asked["TagKeys"] if key in self.cost_tags]
                return JSONResponse({"CostAllocationTags": [{"TagKey": key, "Status": "Active"} for key in active]})
        return refused("NotFoundException", 400)


def name_of(model: str) -> str:
    """A model's name, as quotas bear it."""
    return {TEXT: "Claude Sonnet 4.6", ORCHESTRATOR: "Claude Haiku 4.5"}.get(model, "Stable Image Ultra 1.0")


def refused(code: str, status: int) -> Response:
    """An error of AWS's."""
    return JSONResponse({"__type": code, "message": "no"}, status, {"x-amzn-errortype": code})

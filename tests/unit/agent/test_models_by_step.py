"""A step may have a model of its own; results and usage then name it, and the others share the text model."""

from strands.models import BedrockModel

from agent.run import events_of
from agent.settings import AgentSettings
from testing.bedrock import ANALYSIS, CAREER, IDENTITY, BedrockEndpoint
from tests.support.job_context import settings
from tests.unit.agent.conftest import MakeJob


def test_without_one_of_their_own_all_steps_share_the_text_model() -> None:
    assert set(settings().model_ids) == {"text", "orchestrator", "image"}


def test_a_step_is_asked_of_its_own_model_and_counted_there(
    make_job: MakeJob, endpoint: BedrockEndpoint, model: BedrockModel
) -> None:
    cheap: AgentSettings = settings(analysis_model_id="us.anthropic.claude-haiku-4-5-20251001-v1:0")
    job = make_job(settings=cheap)

    result = next(event for event in events_of(job, model) if event["type"] == "result")["result"]

    asked = {name: endpoint.asked(name)[0].model_id for name in (ANALYSIS, CAREER, IDENTITY)}
    assert asked == {ANALYSIS: cheap.analysis_model_id, CAREER: cheap.text_model_id, IDENTITY: cheap.text_model_id}
    assert (result["models"]["analysis"], result["models"]["text"]) == (cheap.analysis_model_id, cheap.text_model_id)
    used = result["usage"]["models"]
    assert (used["analysis"]["calls"], used["text"]["calls"]) == (1, 2)
    assert "career" not in used

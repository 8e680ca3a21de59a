"""Property 14: whatever fails in whatever component, the log says which, at what, and with what error."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testing.bedrock import BedrockEndpoint
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import Cloud
from tests.support.failures import COMPONENTS, Failing
from tests.support.strategies import job_ids


@pytest.fixture(scope="module")
def failing(
    cloud: Cloud, load: Callable[[str], ModuleType], agent: AgentEndpoint, endpoint: BedrockEndpoint
) -> Failing:
    return Failing(cloud, load, agent, endpoint)


@given(
    component=st.sampled_from(COMPONENTS),
    code=st.sampled_from(["AccessDeniedException", "ResourceNotFoundException", "SomethingNewException"]),
    job_id=job_ids,
)
def test_property_14_error_logging_includes_context(
    failing: Failing, bedrock_client: Any, component: str, code: str, job_id: str
) -> None:
    telemetry = failing.fail(component, code, job_id, bedrock_client)

    assert telemetry.errors()
    for record in telemetry.errors():
        assert record["component"] == component
        assert record["operation"]
        assert record["error_type"]
        assert record["error_message"]
        assert record.get("job_id") == job_id or record.get("request_id")
        assert record["timestamp"]

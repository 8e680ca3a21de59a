"""Property 18: whatever fails in whatever component is counted, by component and type of error."""

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
def test_property_18_cloudwatch_metrics_emission(
    failing: Failing, bedrock_client: Any, component: str, code: str, job_id: str
) -> None:
    telemetry = failing.fail(component, code, job_id, bedrock_client)

    counted = telemetry.counted("Error")
    assert len(counted) == len(telemetry.errors()) > 0
    for metric, record in zip(counted, telemetry.errors(), strict=True):
        (definition,) = metric["_aws"]["CloudWatchMetrics"]
        assert definition["Namespace"] == "PetAvatar"
        assert definition["Dimensions"] == [["component", "sandbox"], ["component", "sandbox", "error_type"]]
        assert (metric["component"], metric["error_type"]) == (component, record["error_type"])
        assert metric["Error"] == [1]

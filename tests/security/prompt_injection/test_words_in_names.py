"""Words in a pet's name reach no model."""

import json
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.run import events_of
from petavatar.choices import Choices
from testing.bedrock import (
    STEPS,
    BedrockEndpoint,
)
from testing.jobs import A_JOB_ID
from tests.security.injections import (
    NAMES_THAT_GIVE_ORDERS,
)
from tests.security.prompt_injection.conftest import MakeJob
from tests.support.cloud import Cloud
from tests.support.pacing import settle
from tests.support.sampling import one_in


@pytest.mark.parametrize("name", one_in(2, NAMES_THAT_GIVE_ORDERS))
def test_no_model_reads_them_and_the_result_is_the_same_without(
    cloud: Cloud, make_job: MakeJob, endpoint: BedrockEndpoint, model: BedrockModel, name: str
) -> None:
    asked, results = [], []
    for choices in (Choices(style="casual"), Choices.of({"style": "casual", "pet_name": name})):
        endpoint.reset()
        job = make_job(job_id=A_JOB_ID, choices=choices)
        results.append(list(events_of(job, model))[-1]["result"])
        settle()
        cloud.forget_work(A_JOB_ID)
        asked.append([call.body for step in STEPS for call in endpoint.asked(step)])
        spoken = json.dumps([call.body for call in endpoint.calls], ensure_ascii=False)
        assert name not in spoken

    assert asked[0] == asked[1]
    assert _without_usage(results[0]) == _without_usage(results[1])


def _without_usage(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name != "usage"}

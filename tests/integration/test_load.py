"""The load test's people against the running local system, for a moment each."""

import time
from collections.abc import Iterator
from importlib.util import find_spec

import httpx
import pytest

from bench.load.bare import deploy_bare
from bench.load.generator import Target, generate
from bench.load.scenarios import Scenario, scenarios
from local.system import LocalSystem
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from testing.jobs import a_completed_job

UPLOADS, _, STATUS, RESULTS = (scenario.scaled(5) for scenario in scenarios(full=False))

# Locust must not even be imported here: it replaces parts of the standard library.
with_locust = pytest.mark.skipif(not find_spec("locust"), reason="Locust is not installed: uv sync --group bench")


@pytest.fixture(scope="module")
def target(system: LocalSystem) -> Target:
    job = a_completed_job(ttl=int(time.time()) + 3600)
    JobTable(ItemStore(system.client("dynamodb"), system.names.table, 3)).create(job)
    return Target(system.api_url, system.api_key, job.job_id)


@pytest.fixture
def bare_url(system: LocalSystem) -> Iterator[str]:
    url = deploy_bare(system)
    yield url
    system.client("apigatewayv2").delete_api(ApiId=url.rpartition("/")[2])
    system.client("lambda").delete_function(FunctionName="bare_bare_local")
    role = {"RoleName": "tc-bare-bare-local"}
    system.client("iam").delete_role_policy(**role, PolicyName="tc-bare-bare-local")
    system.client("iam").delete_role(**role)


@pytest.mark.parametrize("path", ["/status/a-job", "/results/a-job"])
def test_the_bare_function_answers_whatever_is_read(bare_url: str, path: str) -> None:
    answer = httpx.get(bare_url + path, timeout=20, trust_env=False)

    assert (answer.status_code, answer.json()) == (200, {})


@with_locust
@pytest.mark.parametrize("scenario", [STATUS, RESULTS], ids=lambda scenario: scenario.name)
def test_readers_read_the_job_at_their_rate(scenario: Scenario, target: Target) -> None:
    run = generate(scenario, target, 1)

    assert run.errors == []
    assert run.figures.keys() == scenario.targets_ms.keys()
    assert all(0 < figures.requests <= (scenario.rate or 0) + 2 for figures in run.figures.values())


@with_locust
def test_an_uploaders_photo_becomes_a_job_that_is_finished(target: Target) -> None:
    run = generate(UPLOADS, target, 1)

    assert run.errors == []
    assert run.figures.keys() == {*UPLOADS.targets_ms, "/status/{job_id}"}
    assert [run.figures[name].requests for name in UPLOADS.targets_ms] == [1, 1, 1, 1, 1]


@with_locust
def test_an_answer_that_is_not_the_expected_one_is_a_failure(target: Target) -> None:
    run = generate(STATUS, Target(target.api_url, "no-key-of-this-system", target.job_id), 1)

    assert run.failed == run.figures["/status/{job_id}"].requests > 0
    assert all("answered 401" in line and "no-key-of-this-system" not in line for line in run.errors)

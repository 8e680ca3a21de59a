"""One job's whole life, by every client: made, seen, listed, varied, shared, erased."""

from pathlib import Path

import httpx
import pytest

from testing.photos import CAT
from tests.support.conformance.adapter import Adapter, RefusedError


@pytest.mark.verify
def test_a_job_is_made_followed_and_erased(client: Adapter, tmp_path: Path) -> None:
    made = client.create(CAT, style="casual", pet_name="Zoë")

    assert made.seen[-1] in ("done", "completed")
    results = client.results(made.job_id)
    assert results["identity"]["human_name"] == made.person
    assert (results["choices"]["style"], results["choices"]["pet_name"]) == ("casual", "Zoë")
    assert "avatar_url" not in results or results["avatar_url"].startswith("http")
    assert made.job_id in client.listed()
    with pytest.raises(RefusedError, match="can't be canceled"):
        client.cancel(made.job_id)

    client.erase(made.job_id)
    client.erase(made.job_id)
    with pytest.raises(RefusedError):
        client.results(made.job_id)
    assert made.job_id not in client.listed()


@pytest.mark.verify
def test_a_result_is_shared_and_unshared(client: Adapter, hired: str) -> None:
    if not client.sharing:
        pytest.skip("an assistant does not publish")
    url = client.share(hired)

    assert client.share(hired) == url
    assert httpx.get(url, trust_env=False, timeout=20).status_code == 200
    client.unshare(hired)
    assert httpx.get(url, trust_env=False, timeout=20).status_code == 404


@pytest.mark.verify
def test_one_key_is_one_job(client: Adapter) -> None:
    if not client.keyed:
        pytest.skip("it goes on by its own state")
    key = f"conformance {type(client).__name__}"

    first = client.create(CAT, key=key, style="corporate")

    assert client.create(CAT, key=key, style="corporate").job_id == first.job_id
    with pytest.raises(RefusedError) as caught:
        client.create(CAT, key=key, style="creative")
    assert caught.value.kind == "idempotency-key-reused"


@pytest.mark.verify
def test_a_job_is_varied(client: Adapter, hired: str) -> None:
    varied = client.variation(hired, change="portrait")

    assert varied != hired
    assert client.results(varied)["source_job_id"] == hired
    client.erase(varied)
    assert client.results(hired)["job_id"] == hired

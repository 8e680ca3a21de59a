"""docs/rights.md: its example for GitHub Actions lets one environment in, and runs what docs/deploy.md has."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from deployment.deployer import PARTS
from deployment.names import Names

DOCUMENT: Final = Path("docs/rights.md").read_text("utf-8")
DEPLOY: Final = Path("docs/deploy.md").read_text("utf-8")


@pytest.fixture
def trust() -> Any:
    (block,) = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    (statement,) = json.loads(block)["Statement"]
    return statement


@pytest.fixture
def job() -> Any:
    (block,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
    return yaml.safe_load(block)["jobs"]["deploy"]


def test_github_is_trusted_for_one_environment_of_one_repository_and_for_sts_alone(trust: Any, job: Any) -> None:
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    issuer = trust["Principal"]["Federated"].partition("oidc-provider/")[2]
    assert trust["Condition"] == {
        "StringEquals": {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": f"repo:OWNER/REPOSITORY:environment:{job['environment']}",
        }
    }


def test_the_workflow_may_ask_for_a_token_and_nothing_else(job: Any) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)

    assert yaml.safe_load(block)["permissions"] == {"contents": "read", "id-token": "write"}
    assert "secrets." not in block


def test_it_runs_the_update_of_the_deployments_document(job: Any) -> None:
    (update,) = re.findall(r"### 9\. Updating.*?```sh\n(.*?)```", DEPLOY, re.DOTALL)

    assert [step["run"] for step in job["steps"] if "run" in step][-4:] == update.splitlines()


def test_it_sets_all_that_a_shell_sets(job: Any) -> None:
    exports = "\n".join(re.findall(r"^export .*$", DEPLOY, re.MULTILINE))
    exported = set(re.findall(r"(?:export|\s)([A-Z_]+)=", exports)) - {"PATH", "PETAVATAR_API_URL", "PETAVATAR_API_KEY"}

    assert job["env"].keys() == exported
    assert job["env"]["TC_ASSET_BUCKET"] == Names("123456789012", "us-east-1", job["env"]["SANDBOX"]).artefact_bucket


def test_every_part_has_its_row() -> None:
    assert re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE) == list(PARTS)

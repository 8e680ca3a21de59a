"""The agent's entry point, loaded afresh."""

import importlib
import sys
from types import ModuleType
from unittest.mock import patch

from tests.support.cloud import NAMES

BUCKETS = {"S3_UPLOAD_BUCKET": NAMES.upload_bucket, "S3_GENERATED_BUCKET": NAMES.generated_bucket}


def load(environment: dict[str, str]) -> ModuleType:
    """Loads the entry point afresh, as AgentCore does when it starts a session's process."""
    with patch.dict("os.environ", environment):
        sys.modules.pop("agent.main", None)
        try:
            return importlib.import_module("agent.main")
        finally:
            sys.modules.pop("agent.main", None)

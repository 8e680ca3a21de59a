"""The functions' handlers, which all have the same name."""

import importlib.util
from collections.abc import Mapping
from types import ModuleType
from unittest.mock import patch

from deployment import PROJECT


def load_handler(name: str, environment: Mapping[str, str]) -> ModuleType:
    """Loads functions/<name>/handler.py with an environment, afresh as Lambda does at a cold start."""
    spec = importlib.util.spec_from_file_location(
        f"handler_{name.replace('-', '_')}", PROJECT / "functions" / name / "handler.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with patch.dict("os.environ", environment):
        spec.loader.exec_module(module)
    return module

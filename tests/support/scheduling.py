"""Which tests run in the same worker of a parallel run: those of a file, and those that share a running system."""

from typing import Final

import pytest
from xdist.scheduler import LoadFileScheduling

_BROWSER: Final = "with a browser, and without the page"
_SYSTEM: Final = "over the API"
_SHARED: Final = {
    "tests/e2e/page/": _BROWSER,
    "tests/security/test_hostile_page.py": _BROWSER,
    "tests/security/test_local_system.py": _BROWSER,
    "tests/integration/doctor/": _BROWSER,
    "tests/e2e/test_client_docs.py": _SYSTEM,
    "tests/e2e/test_create.py": _SYSTEM,
    "tests/e2e/test_demo.py": _SYSTEM,
    "tests/e2e/test_gallery.py": _SYSTEM,
    "tests/e2e/test_one_job.py": _SYSTEM,
    "tests/e2e/test_readme.py": _SYSTEM,
    "tests/integration/local/test_monitoring.py": _SYSTEM,
    "tests/integration/local/test_post_deploy.py": _SYSTEM,
    "tests/integration/local/test_system.py": _SYSTEM,
    "tests/integration/races/test_replaced_photo.py": _SYSTEM,
    "tests/integration/test_choices_events_erasure.py": _SYSTEM,
    "tests/integration/test_load.py": _SYSTEM,
    "tests/integration/test_two_messages.py": _SYSTEM,
    "tests/security/test_api_fuzz.py": _SYSTEM,
    "tests/security/test_keys.py": _SYSTEM,
    "tests/security/test_odd_names.py": _SYSTEM,
}
"""Where the tests lie that use the fixtures `system` and `demo`: in any other worker they would start their own."""

_LONGEST: Final = (
    "tests/e2e/test_deploy_document.py",
    "tests/deploy/test_builds_run.py",
    "tests/properties/test_job_state_machine.py",
    "tests/properties/test_property_03_pet_analysis_produces_complete_structured_output.py",
)


class Scheduling(LoadFileScheduling):
    """Hands out whole files, and the files that share a system together."""

    def _split_scope(self, nodeid: str) -> str:
        return shared(nodeid) or nodeid.split("::", 1)[0]


def shared(nodeid: str) -> str | None:
    """The running system that a test shares with others, if it does."""
    return next((name for where, name in _SHARED.items() if nodeid.startswith(where)), None)


def rank(item: pytest.Item) -> int:
    """What takes long begins first, so that at the end of a run no core waits for another one."""
    if shared(item.nodeid):
        return 0
    return 1 if item.nodeid.startswith(_LONGEST) else 2

"""Which tests run in the same worker of a parallel run: those of a file, and those that share a running system."""

from typing import Final

import pytest
from xdist.scheduler import LoadFileScheduling

_SHARED: Final = (
    "tests/e2e/page/",
    "tests/security/test_hostile_page.py",
    "tests/security/test_local_system.py",
    "tests/integration/acceptance/",
    "tests/e2e/conformance/test_refusals.py",
    "tests/e2e/test_client_docs.py",
    "tests/e2e/test_create.py",
    "tests/e2e/test_demo.py",
    "tests/e2e/test_gallery.py",
    "tests/e2e/test_marks.py",
    "tests/e2e/test_one_job.py",
    "tests/e2e/test_readme.py",
    "tests/integration/local/test_dead_children.py",
    "tests/integration/local/test_monitoring.py",
    "tests/integration/local/test_post_deploy.py",
    "tests/integration/local/test_sharing.py",
    "tests/integration/local/test_system.py",
    "tests/integration/local/test_webhooks.py",
    "tests/integration/races/test_replaced_photo.py",
    "tests/integration/test_choices_events_erasure.py",
    "tests/integration/test_links.py",
    "tests/integration/test_load.py",
    "tests/integration/test_two_messages.py",
    "tests/integration/test_variations.py",
    "tests/security/test_api_fuzz.py",
    "tests/security/test_keys.py",
    "tests/security/test_odd_names.py",
)
"""Where the tests lie that use the fixtures `system` and `demo`: in any other worker they would start their own."""

_SHARED_TOO: Final = (
    "tests/e2e/conformance/",
    "tests/e2e/test_mcp.py",
)
"""What is not above uses a second system: in `make verify`, one worker would be busy for longer than the others."""

_KILLS_THE_ENGINE: Final = "tests/integration/local/test_dead_children.py"
"""The next engine has no logs and no metrics of the one before, which other tests read."""

_WAITING: Final = (
    "tests/unit/local/guard/",
    "tests/unit/local/models/",
    "tests/unit/local/test_gateway.py",
)
"""They start and end small servers, and let them be silent: beside one another they would leave the cores idle."""

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
    if nodeid.startswith(_SHARED):
        return "the running system"
    return "the second system" if nodeid.startswith(_SHARED_TOO) else None


def rank(item: pytest.Item) -> int:
    """What takes long begins first, so that at the end of a run no core waits for another one."""
    if shared(item.nodeid):
        return 1 if item.nodeid.startswith(_KILLS_THE_ENGINE) else 0
    if item.nodeid.startswith(_WAITING):
        return 1
    return 2 if item.nodeid.startswith(_LONGEST) else 3

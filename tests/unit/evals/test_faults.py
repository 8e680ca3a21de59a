"""Each planted fault of a prompt shows in what a model that follows its prompt to the letter makes of it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

import pytest

from agent.prompts.texts import CURRENT
from agent.tools import analyze_pet_image, generate_avatar_image, generate_identity_package, map_personality_to_career
from evals.cases import all_cases
from evals.checks import CHECKS, TOOLS, Check, Records, names_tools, repeated_frames
from evals.faults import FAULTS, Fault
from evals.literal import literal_app
from evals.outputs import Output, read, write
from evals.produce import Variant, produce
from local.bedrock import writer
from local.bedrock.parts import Parts
from testing.loopback import serving
from tests.support.sampling import one_in

CASES = [case for case in all_cases() if case.analysis][:48:16] + [case for case in all_cases() if case.hostile][:2]
_LOSS = 0.2


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A model that does what its prompt says, and breaks every rule that it does not give."""

    def nothing(*_: object) -> object:
        raise AssertionError("no case has a photo, and none needs a portrait")

    parts = Parts(nothing, writer.career, writer.identity, nothing)  # type: ignore[arg-type]
    with serving(literal_app(parts)) as url:
        yield url


def made(url: str, folder: Path, prompts: Path | None = None) -> list[Output]:
    return list(produce(CASES, Variant(name="literal", bedrock_url=url, prompts=prompts), folder))


def means(outputs: Sequence[Output]) -> dict[str, float]:
    """The mean of each check; an output that did not come counts as none for all."""
    ids = {case.name: case.job_id for case in CASES}

    def score(check: Check, output: Output) -> float:
        return 0.0 if output.error else check(output, Records.of(output, ids[output.case])).score

    found = {name: mean(score(check, output) for output in outputs) for name, check in CHECKS.items()}
    return found | {"frames": repeated_frames([output for output in outputs if not output.error]).score}


@pytest.fixture(scope="module")
def sound(url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """What the agent's own prompts come to."""
    return means(made(url, tmp_path_factory.mktemp("sound")))


def test_the_agents_own_prompts_give_every_rule(sound: dict[str, float]) -> None:
    assert {name: score for name, score in sound.items() if score < 1}.keys() <= {"pay-off", "fit", "frames"}


@pytest.mark.parametrize(
    "fault",
    one_in(3, [pytest.param(f, id=f.name) for f in FAULTS if f.file != "orchestrate.md"]),
)
def test_a_fault_shows(fault: Fault, url: str, sound: dict[str, float], tmp_path: Path) -> None:
    faulty = means(made(url, tmp_path, fault.plant(tmp_path)))

    assert max(sound[name] - score for name, score in faulty.items()) >= _LOSS, faulty


def test_a_swapped_name_of_a_tool_shows(tmp_path: Path) -> None:
    (fault,) = (fault for fault in FAULTS if fault.file == "orchestrate.md")

    assert names_tools(CURRENT.text("orchestrate")).passed
    assert not names_tools((fault.plant(tmp_path) / "orchestrate.md").read_text()).passed


def test_the_tools_are_the_agents() -> None:
    modules = (analyze_pet_image, map_personality_to_career, generate_avatar_image, generate_identity_package)

    assert {module.STEP for module in modules} == TOOLS


def test_there_are_ten_faults_and_more() -> None:
    assert len(FAULTS) >= 10


def test_outputs_are_read_as_they_were_written(url: str, tmp_path: Path) -> None:
    outputs = made(url, tmp_path)
    write(outputs, tmp_path / "outputs.jsonl")

    assert read(tmp_path / "outputs.jsonl") == outputs

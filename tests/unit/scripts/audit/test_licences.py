"""A licence that nobody has allowed is found, in whichever way it is stated."""

from pathlib import Path
from typing import Any

import pytest

from scripts.audit.licences import Package, Policy, normalised, not_allowed, read_policy

POLICY = Policy(
    allowed=frozenset({"MIT", "Apache-2.0"}),
    spellings={"License :: OSI Approved :: MIT License": "MIT"},
    packages={"the-codec": Package(accepted=("GPL-2.0-or-later",), why="there is no other")},
)


def sbom(*licences: dict[str, Any], name: str = "thing", libraries: list[dict[str, Any]] | None = None) -> Any:
    component = {"name": name, "version": "1", "licenses": list(licences), "components": libraries or []}
    return {"components": [component]}


def identifier(term: str) -> dict[str, Any]:
    return {"license": {"id": term}}


def written(term: str) -> dict[str, Any]:
    return {"license": {"name": term}}


def expression(term: str) -> dict[str, Any]:
    return {"expression": term}


@pytest.mark.parametrize(
    "licence",
    [
        identifier("MIT"),
        written("License :: OSI Approved :: MIT License"),
        expression("MIT AND Apache-2.0"),
        expression("GPL-3.0-only OR MIT"),
        expression("GPL-3.0-only AND Zlib OR MIT AND Apache-2.0"),
        expression("(MIT OR Apache-2.0) AND MIT"),
    ],
)
def test_an_allowed_licence_passes(licence: dict[str, Any]) -> None:
    assert list(not_allowed(sbom(licence), POLICY)) == []


@pytest.mark.parametrize(
    ("licence", "term"),
    [
        (identifier("AGPL-3.0-only"), "AGPL-3.0-only"),
        (written("whatever I like"), "whatever I like"),
        (expression("MIT AND GPL-3.0-only"), "MIT AND GPL-3.0-only"),
        (expression("GPL-3.0-only OR AGPL-3.0-only"), "GPL-3.0-only OR AGPL-3.0-only"),
        (expression("MIT WITH some-exception"), "MIT WITH some-exception"),
        (expression("(MIT OR GPL-3.0-only) AND MIT"), "(MIT OR GPL-3.0-only) AND MIT"),
    ],
)
def test_any_other_licence_is_named(licence: dict[str, Any], term: str) -> None:
    assert list(not_allowed(sbom(identifier("MIT"), licence), POLICY)) == [f"thing 1: {term}"]


def test_a_package_without_a_licence_is_named() -> None:
    assert list(not_allowed(sbom(), POLICY)) == ["thing 1: no licence is stated"]


def test_a_licence_of_a_library_in_a_wheel_counts_too() -> None:
    libraries = [
        {"name": "libgood", "licenses": [identifier("MIT")]},
        {"name": "libx265", "licenses": [expression("GPL-2.0-or-later")]},
        {"name": "libunknown"},
    ]

    assert list(not_allowed(sbom(identifier("MIT"), libraries=libraries), POLICY)) == [
        "thing 1, libx265: GPL-2.0-or-later",
        "thing 1, libunknown: no licence is stated",
    ]


def test_what_is_accepted_of_one_package_is_not_accepted_of_another() -> None:
    licence = identifier("GPL-2.0-or-later")

    assert list(not_allowed(sbom(licence, name="The_Codec"), POLICY)) == []
    assert list(not_allowed(sbom(licence), POLICY)) == ["thing 1: GPL-2.0-or-later"]


def test_our_policy_allows_no_copyleft_but_file_by_file_without_a_package_and_a_reason() -> None:
    policy = read_policy()

    assert not [licence for licence in policy.allowed if "GPL" in licence]
    assert all(known.why for known in policy.packages.values() if known.accepted)
    assert all(known.source for known in policy.packages.values() if known.licence)
    assert all(normalised(name) == name for name in policy.packages)


def test_a_misspelt_attribute_in_the_policy_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "licences.toml"
    file.write_text('allowed = []\n[spellings]\n[packages.thing]\nlicense = "MIT"\n')

    with pytest.raises(TypeError, match="license"):
        read_policy(file)

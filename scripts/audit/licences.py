"""The licences that we take, and what an SBOM has beside them: the policy is in licences.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

POLICY_FILE: Final = Path(__file__).with_name("licences.toml")


@dataclass(frozen=True)
class Package:
    """What a package's own metadata do not say.

    Attributes:
        licence: the package's licence, where its metadata are silent or unclear.
        source: where that licence stands.
        libraries: the licences of the libraries of others in its wheel, by name.
        accepted: licences that are taken from this package alone.
        why: the reason.
    """

    licence: str | None = None
    source: str = ""
    libraries: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Policy:
    """The licences that we take.

    Attributes:
        allowed: SPDX identifiers.
        spellings: the identifiers of what packages write instead of one.
        packages: what is known of single packages, by normalised name.
    """

    allowed: frozenset[str]
    spellings: Mapping[str, str]
    packages: Mapping[str, Package]

    def of(self, name: str) -> Package:
        """What is known of a package, whatever way its name is written."""
        return self.packages.get(normalised(name), Package())


def read_policy(file: Path = POLICY_FILE) -> Policy:
    """The policy of a file.

    Raises:
        TOMLDecodeError: if it is no TOML.
        TypeError: if a package has another attribute than those of `Package`.
    """
    content = tomllib.loads(file.read_text("utf-8"))
    packages = {name: Package(**known) for name, known in content["packages"].items()}
    return Policy(frozenset(content["allowed"]), content["spellings"], packages)


def normalised(name: str) -> str:
    """A package's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def not_allowed(sbom: Mapping[str, Any], policy: Policy) -> Iterator[str]:
    """A line for each licence of an SBOM that the policy has not, and for each component without a licence."""
    for component in sbom["components"]:
        allowed = policy.allowed | set(policy.of(component["name"]).accepted)
        for part in (component, *component.get("components", ())):
            where = f"{component['name']} {component['version']}"
            where += f", {part['name']}" if part is not component else ""
            terms = list(_terms(part, policy.spellings))
            if not terms:
                yield f"{where}: no licence is stated"
            yield from (f"{where}: {term}" for term in terms if not _is_allowed(term, allowed))


def _terms(component: Mapping[str, Any], spellings: Mapping[str, str]) -> Iterator[str]:
    for choice in component.get("licenses", ()):
        licence = choice.get("license", {})
        term = choice.get("expression") or licence.get("id") or licence["name"]
        yield spellings.get(term, term)


def _is_allowed(expression: str, allowed: frozenset[str]) -> bool:
    """Whether one of the alternatives of an SPDX expression is allowed whole; brackets are no reason to take less."""
    bare = expression.replace("(", "").replace(")", "")
    if bare != expression:
        return all(term in allowed for term in re.split(" AND | OR ", bare))
    return any(all(term in allowed for term in each.split(" AND ")) for each in bare.split(" OR "))

"""What is found out while a job goes on, in lines."""

from collections.abc import Iterator, Mapping
from typing import Any


def news_in(findings: Mapping[str, Any]) -> Iterator[str]:
    """A line for each thing that people care about; what another version has in another shape is passed over."""
    pet, career, identity = (_record(findings.get(name)) for name in ("pet_analysis", "career", "identity"))
    if breed := pet.get("breed"):
        yield f"The pet: {breed} ({pet.get('species', 'pet')})"
    if traits := pet.get("dominant_traits"):
        yield f"Its ways: {', '.join(map(str, traits))}"
    if vibe := pet.get("vibe"):
        yield f"Its vibe: {vibe}"
    if industry := career.get("industry"):
        yield f"The industry: {industry}"
    if title := identity.get("job_title"):
        yield f"The career: {title}"
    if name := identity.get("human_name"):
        yield f"The name: {name}"


def _record(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

"""The drawn parts: ours can be read, and of the foreign ones only the harmless are kept."""

import re
from xml.etree import ElementTree

import pytest

from local.bedrock.portrait.parts import BOXES, KEPT, avataaars, drawing, variants


@pytest.mark.parametrize("component", sorted(BOXES))
def test_every_variant_of_a_component_can_be_drawn(component: str) -> None:
    assert variants(component)
    for variant in variants(component):
        ElementTree.fromstring(f"<svg>{drawing(component, variant)}</svg>")


def test_what_is_kept_of_avataaars_is_there() -> None:
    for component, kept in KEPT.items():
        assert kept <= set(avataaars()["components"][component]["variants"])


@pytest.mark.parametrize(
    ("component", "variant"),
    [("mouth", "vomit"), ("eyes", "xDizzy"), ("eyes", "cry"), ("accessories", "eyepatch"), ("clothesGraphic", "skull")],
)
def test_what_does_not_suit_a_portrait_is_out_of_reach(component: str, variant: str) -> None:
    with pytest.raises(KeyError):
        drawing(component, variant)


def test_no_two_parts_of_one_figure_share_an_id() -> None:
    ids = {
        (component, name)
        for component in BOXES
        for variant in variants(component)
        for name in re.findall(r' id="(.*?)"', drawing(component, variant))
    }

    assert len(ids) == len({name for _, name in ids})

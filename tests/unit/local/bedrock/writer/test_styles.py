"""A style that was chosen shows in what the pen writes; without one nothing changes."""

import pytest

from agent.person.choices import STYLE_ATTIRE
from local.bedrock.writer import career, identity, tables
from petavatar.choices import STYLES, Style
from testing.replies import pet_analysis


@pytest.mark.parametrize("style", STYLES)
def test_the_person_is_dressed_in_it_in_a_career_where_that_is_worn(style: Style) -> None:
    for variation in range(1, 20):
        settled = career(pet_analysis(), "feminine", variation, style)

        assert settled.attire_style == STYLE_ATTIRE[style]
        entry = next(entry for entry in tables.careers() if settled.job_title in entry.titles)
        assert entry.attire != "scrubs"
        assert (entry.attire == "creative") or style != "creative"


@pytest.mark.parametrize("style", STYLES)
def test_its_tone_is_in_the_biography_and_a_skill_of_it_among_the_skills(style: Style) -> None:
    settled = career(pet_analysis(), "feminine", 1, style)

    written, plain = (identity(pet_analysis(), settled, 1, chosen) for chosen in (style, None))

    assert set(written.skills) & set(tables.shells().style_skills[style])
    assert not set(plain.skills) & set(tables.shells().style_skills[style])
    assert written.bio != plain.bio

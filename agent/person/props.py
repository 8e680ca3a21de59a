"""The things beside the pet, and what becomes of each in the portrait.

A prop is free text of a model that looked at a photo, so only a few plain words of it are used, none of an animal.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from agent.person.names import species_group

PropSlot = Literal["accessory", "desk", "setting"]

_MOST_WORDS: Final = 4
# Words of animals, and words that say nothing without one.
_DROPPED: Final = frozenset(
    """
    pet pets animal animals guinea prairie paw paws fur furry furred kennel lion tiger bear a an the of another other
    one two three some second
    """.split()
)
_NOTHING_LEFT: Final = "framed photo"
_NO_ARTICLE: Final = frozenset("grass snow sand water hay straw food jewellery jewelry ice rain".split())


class Prop(NamedTuple):
    """A prop's words for the pet's side and for the person's side, its place in the portrait, how telling it is."""

    pet: str
    person: str
    slot: PropSlot
    telling: int


# Things that people wear as they are: they keep their own words ("red bow tie").
WORN: Final = frozenset(
    """
    hat cap beanie bonnet beret sombrero fez helmet crown tiara headband hairband hairclip wig tie necktie bow ribbon
    scarf shawl bandana bandanna neckerchief glasses eyeglasses sunglasses spectacles goggles monocle flower flowers
    rose daisy sunflower wreath garland necklace pendant pearls brooch medal badge rosette jumper sweater hoodie
    cardigan coat jacket blazer shirt t-shirt dress raincoat vest waistcoat uniform cape cloak hood costume pyjamas
    pajamas robe kimono poncho tuxedo mask headphones watch veil apron lei turtleneck suit stole pullover
    """.split()
)
# Things that become something else on a person.
TRANSLATED: Final[Mapping[str, tuple[PropSlot, str]]] = MappingProxyType(
    {
        "collar": ("accessory", "a slim leather necklace"),
        "harness": ("accessory", "a cross-body bag strap"),
        "leash": ("accessory", "a lanyard"),
        "lead": ("accessory", "a lanyard"),
        "bell": ("accessory", "a small round pendant"),
        "tag": ("accessory", "a name badge"),
        "cone": ("accessory", "a high ruffled collar"),
        "blanket": ("accessory", "a soft wrap around the shoulders"),
        "towel": ("accessory", "a soft wrap around the shoulders"),
        "quilt": ("accessory", "a patchwork wrap around the shoulders"),
        "bone": ("desk", "a bone-shaped paperweight on the desk"),
        "treat": ("desk", "a biscuit on the desk"),
        "treats": ("desk", "a plate of biscuits on the desk"),
        "food": ("desk", "a packed lunch on the desk"),
        "bowl": ("desk", "a bowl of snacks on the desk"),
        "hay": ("desk", "a vase of dried grass on the desk"),
        "teddy": ("desk", "a small soft toy on the desk"),
        "plush": ("desk", "a small soft toy on the desk"),
        "toy": ("desk", "a desk toy within reach"),
        "sofa": ("setting", "a comfortable sofa behind"),
        "couch": ("setting", "a comfortable sofa behind"),
        "settee": ("setting", "a comfortable sofa behind"),
        "armchair": ("setting", "a deep armchair behind"),
        "chair": ("setting", "a deep armchair behind"),
        "bed": ("setting", "a daybed with cushions behind"),
        "cushion": ("setting", "soft cushions behind"),
        "pillow": ("setting", "soft cushions behind"),
        "christmas": ("setting", "a lit Christmas tree behind"),
        "tree": ("setting", "a tree behind"),
        "plant": ("setting", "a large pot plant behind"),
        "grass": ("setting", "a green lawn through the window"),
        "lawn": ("setting", "a green lawn through the window"),
        "garden": ("setting", "a garden through the window"),
        "meadow": ("setting", "a meadow through the window"),
        "beach": ("setting", "a beach through the window"),
        "sea": ("setting", "the sea through the window"),
        "water": ("setting", "water through the window"),
        "snow": ("setting", "falling snow through the window"),
        "forest": ("setting", "a forest through the window"),
        "leaves": ("setting", "autumn leaves through the window"),
        "window": ("setting", "a bright window behind"),
        "sled": ("setting", "a wooden sled against the wall behind"),
        "umbrella": ("setting", "an open umbrella behind"),
        "fireplace": ("setting", "a fireplace behind"),
        "carpet": ("setting", "a patterned rug on the wall behind"),
        "rug": ("setting", "a patterned rug on the wall behind"),
        "fence": ("setting", "a white picket fence through the window"),
        "cage": ("setting", "a brass lattice screen behind"),
        "perch": ("setting", "a wooden coat stand behind"),
        "branch": ("setting", "a wooden coat stand behind"),
        "aquarium": ("setting", "a wall of rippling blue light behind"),
        "tank": ("setting", "a wall of rippling blue light behind"),
    }
)
# A place of animals becomes one of people before its words are looked at one by one.
_PLACES: Final[Mapping[str, tuple[PropSlot, str]]] = MappingProxyType(
    {
        "cat tree": ("setting", "a tall bookcase behind"),
        "scratching post": ("setting", "a column wound with rope behind"),
        "sleeping bag": ("accessory", "a quilted wrap around the shoulders"),
        "litter box": ("desk", "a small sand garden on the desk"),
        "stuffed animal": ("desk", "a small soft toy on the desk"),
    }
)


@cache
def prop_of(text: str) -> Prop:
    """What becomes of a prop. Words of animals are left out, and of long descriptions the last few words are used."""
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", text.casefold())
    plain = [word for word in words if not _is_dropped(word)][-_MOST_WORDS:]
    pet = " ".join(words[-_MOST_WORDS:]) or text
    for phrase, (slot, person) in _PLACES.items():
        if phrase in " ".join(words):
            return Prop(_with_article(pet), person, slot, 40)
    for last in reversed(plain):
        word = last if last in WORN or last in TRANSLATED else last.removesuffix("s")
        if word in WORN:
            hinted = "a hint of " if "costume" in plain else ""
            return Prop(_with_article(pet), hinted + _with_article(" ".join(plain)), "accessory", 95)
        if word in TRANSLATED and not (word == "tree" and "christmas" in plain):
            slot, person = TRANSLATED[word]
            return Prop(_with_article(pet), person, slot, {"accessory": 58, "desk": 57, "setting": 31}[slot])
    return Prop(_with_article(pet), f"{_with_article(' '.join(plain) or _NOTHING_LEFT)} on the desk", "desk", 54)


def _is_dropped(word: str) -> bool:
    return any(part in _DROPPED or species_group(part) != "other" for part in word.split("-"))


def _with_article(words: str) -> str:
    last = words.split()[-1]
    if last in _NO_ARTICLE or (last.endswith("s") and not last.endswith("ss")) or words.split()[0] in _DROPPED:
        return words
    return f"{'an' if words[0] in 'aeiou' and not words.startswith('uni') else 'a'} {words}"

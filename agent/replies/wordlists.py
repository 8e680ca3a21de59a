"""Words by which a life story gives itself away: animals, phrases that are said of everybody, English."""

from typing import Final

# Patterns of whole words.
ANIMAL: Final = (
    *"""
    pets? dogs? cats? pupp(?:y|ies) kittens? paws? furry fur tail tails snout muzzle whiskers? barks? barked
    barking purrs?
    purred purring meows? woof leash kennel kibble litter canine feline hounds? terriers? retrievers? spaniels? poodles?
    tabby beak feathers? hooves hoof gills? animals? critters? doggo pooch
    """.split(),
)
# Phrases in lower case.
WORN: Final = (
    "passionate about", "team player", "proven track record", "results-driven", "results driven",
    "think outside the box",
    "thinks outside the box", "outside the box", "synergy", "synergies", "go-getter", "self-starter",
    "hit the ground running",
    "wears many hats", "thought leader", "game changer", "game-changer", "rockstar", "ninja", "guru",
    "dynamic professional",
    "seasoned professional", "highly motivated", "detail-oriented", "as an ai", "in the fast-paced world",
    "at the intersection of", "a testament to", "boasts a", "honed",
)  # fmt: skip
ENGLISH: Final = frozenset("the and of with has who which at for from that was is to".split())
ENGLISH_SHARE: Final = 0.2
# For languages that are not written in Latin letters, the letters of their script.
SCRIPTS: Final = {
    "ru": "[\u0400-\u04ff]", "uk": "[\u0400-\u04ff]", "bg": "[\u0400-\u04ff]", "sr": "[\u0400-\u04ffA-Za-zčćžšđ]",
    "el": "[\u0370-\u03ff]", "he": "[\u0590-\u05ff]", "ar": "[\u0600-\u06ff]", "fa": "[\u0600-\u06ff]",
    "ur": "[\u0600-\u06ff]", "hi": "[\u0900-\u097f]", "mr": "[\u0900-\u097f]", "bn": "[\u0980-\u09ff]",
    "ta": "[\u0b80-\u0bff]", "te": "[\u0c00-\u0c7f]", "th": "[\u0e00-\u0e7f]", "ja": "[\u3040-\u30ff\u4e00-\u9fff]",
    "zh": "[\u4e00-\u9fff]", "ko": "[\uac00-\ud7af]", "ka": "[\u10a0-\u10ff]", "hy": "[\u0530-\u058f]",
}  # fmt: skip

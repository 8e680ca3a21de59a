"""Words for both ends of each dimension, and the choice of a pet's three dominant traits."""

from collections.abc import Mapping
from typing import Final

from agent.person.dimensions import GROUPS

COUNT: Final = 3

TRAITS: Final[Mapping[str, tuple[str, str]]] = {
    # Dimension: the word for a low score, and for a high one.
    "confidence": ("modest", "self-assured"),
    "energy_level": ("economical with effort", "tireless"),
    "assertiveness": ("easygoing", "assertive"),
    "ambition": ("content where they are", "ambitious"),
    "persistence": ("quick to move on", "persistent"),
    "competitiveness": ("happy to let others win", "competitive"),
    "decisiveness": ("slow to commit", "decisive"),
    "sociability": ("private", "sociable"),
    "warmth": ("cool at first", "warm-hearted"),
    "empathy": ("matter-of-fact", "attentive to others"),
    "loyalty": ("a free agent", "loyal"),
    "charm": ("plain-spoken", "charming"),
    "cooperation": ("goes their own way", "a team player"),
    "trust": ("slow to trust", "trusting"),
    "diplomacy": ("blunt", "diplomatic"),
    "curiosity": ("set in their ways", "curious"),
    "focus": ("easily distracted", "focused"),
    "attention_to_detail": ("big-picture", "meticulous"),
    "creativity": ("conventional", "inventive"),
    "problem_solving": ("asks for help", "quick-witted"),
    "adaptability": ("fond of routine", "adaptable"),
    "strategic_thinking": ("lives in the moment", "strategic"),
    "calmness": ("restless", "unflappable"),
    "patience": ("impatient", "patient"),
    "playfulness": ("serious-minded", "playful"),
    "independence": ("happiest in company", "independent"),
    "stubbornness": ("compliant", "stubborn"),
    "sensitivity": ("thick-skinned", "sensitive"),
    "optimism": ("sceptical", "optimistic"),
    "impulsiveness": ("deliberate", "spontaneous"),
    "dignity": ("endearingly undignified", "dignified"),
    "elegance": ("practical rather than elegant", "elegant"),
    "attention_seeking": ("avoids the limelight", "loves the limelight"),
    "vocal_expressiveness": ("a being of few words", "outspoken"),
    "mystery": ("an open book", "enigmatic"),
    "camera_awareness": ("camera-shy", "camera-ready"),
    "work_ethic": ("protective of their free time", "hard-working"),
    "punctuality": ("on their own schedule", "punctual"),
    "reliability": ("unpredictable", "dependable"),
    "risk_tolerance": ("cautious", "fearless"),
    "rule_following": ("a rule-bender", "a stickler for rules"),
    "would_steal_lunch": ("safe around your lunch", "not to be left alone with your lunch"),
    "sends_passive_aggressive_emails": ("says it to your face", "writes pointed emails"),
    "replies_all": ("sparing with emails", "a serial replier-to-all"),
    "meeting_endurance": ("allergic to meetings", "unbeaten in long meetings"),
    "snack_motivation": ("indifferent to snacks", "motivated by snacks"),
    "territorial_about_desk": ("happy to share a desk", "protective of their desk"),
}


def dominant_traits(scores: Mapping[str, int]) -> list[str]:
    """The most extreme trait of each group of dimensions, for the three most extreme groups."""
    strongest = (max(names, key=lambda name: _extremity(scores[name])) for names in GROUPS.values())
    leading = sorted(strongest, key=lambda name: -_extremity(scores[name]))[:COUNT]
    return [TRAITS[name][scores[name] > 50] for name in leading]


def _extremity(score: int) -> int:
    return abs(score - 50)

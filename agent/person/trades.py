"""The trades that are known by their clothes and places, found by job title and industry.

The clothes are worn over those of the career's `attire_style`; the place shows in its `background_setting`.
"""

import re
from typing import Final, NamedTuple


class Trade(NamedTuple):
    """A trade: the beginnings of words that name it, and its place, clothes and accessory; empty for none of its own.

    The clothes go over those of the attire, the accessory with them.
    """

    marks: str
    place: str
    clothes: str = ""
    accessory: str = ""


# The first trade with a mark in the job title decides, or else the first with one in the industry.
TRADES: Final[tuple[Trade, ...]] = (
    Trade(
        "game|software|developer|programmer|reliability|data|test engineer|technolog|cyber|information security",
        "monitors full of code",
        "a zipped hoodie",
    ),
    Trade(
        "film|foley|sound|radio|podcast|broadcast|audio", "a recording studio", accessory="headphones around the neck"
    ),
    Trade(
        "food inspector|food safety|microbiolog|pharmac|chemist|biolog|laborator|scien|perfum|fragran",
        "glass flasks on shelves",
        "a white lab coat",
    ),
    Trade(
        "critic|editor|writer|copywrit|novel|author|publish|ghostwrit",
        "shelves of manuscripts",
        accessory="a soft scarf",
    ),
    Trade("chef|cook|culin|baker|pastry|patiss|kitchen", "copper pans on a kitchen wall", "chef's whites"),
    Trade("barista|sommelier|waiter|waitress|brew|cafe|coffee", "a coffee bar", "a linen apron"),
    Trade("florist|garden|horticult|botan|landscape", "a greenhouse full of plants", "a gardener's apron"),
    Trade(
        "potter|ceramic|carpent|joiner|furniture|toy|tailor|cobbler|watchmak|luthier|restor|conserv|craft",
        "a workbench with tools",
        "a craftsman's apron",
    ),
    Trade(
        "construct|structural|building|surveyor|civil engineer|architect|urban plan|site manager",
        "building plans and a scale model",
        "a high-visibility vest",
    ),
    Trade(
        "rail|logistic|warehouse|postal|deliver|dispatch|transport|procure|manufactur|factory|timetable",
        "a wall of route maps",
        "a high-visibility vest",
    ),
    Trade("harbour|harbor|maritime|captain|sailor|ship|naval|coast", "a harbour through the window", "a navy peacoat"),
    Trade("pilot|aviation|air traffic|flight|airline", "a control tower window", "a pilot's jacket with epaulettes"),
    Trade("fire|police|paramedic|security guard|emergency services", "a wall of radio equipment", "a uniform jacket"),
    Trade("judge|magistrate|barrister|trial|litigat", "a panelled courtroom", "a black robe"),
    Trade(r"law|attorney|solicitor|counsel\b|notar|legal|mediat", "shelves of law books", accessory="a pocket square"),
    Trade("dean|professor|lecturer|philosoph|academ", "shelves of old books", "an academic gown"),
    Trade("doctor|physician|surgeon|anaesth|anesth|radiog|radiol|dent|veterin", "a bright clinic", "a white lab coat"),
    Trade("nurs|midwi|physio|therap|health|medic|clinic", "a bright clinic"),
    Trade("librar|archiv", "tall shelves of books", "a knitted cardigan"),
    Trade("teach|tutor|educat|school|early years", "a blackboard", "a knitted cardigan"),
    Trade("coach|sport|fitness|athlet|football|trainer", "a trophy shelf", "a track jacket with a whistle"),
    Trade(r"conduct|orchestra|music|opera\b|pianist|violin|singer", "a concert stage", "a black tailcoat"),
    Trade("choreograph|danc|ballet", "a mirrored rehearsal room", "a loose wrap top"),
    Trade("stage|theat|actor|drama", "red theatre curtains", "a black stagehand's jacket"),
    Trade("photograph|camera", "studio lights and a camera", "a utility vest"),
    Trade("illustrat|paint|artist|graphic|art director", "an easel and brushes", "a paint-flecked smock"),
    Trade("fashion|stylist|textile|costume", "a rail of clothes", accessory="a measuring tape around the neck"),
    Trade("museum|curat|galler|auction|fine art", "framed paintings", accessory="a silk scarf"),
    Trade("geolog|field|meteorolog|ranger|explor|ecolog", "maps and rock samples", "a weatherproof field jacket"),
    Trade("sleep", "soft evening light", "a white lab coat"),
    Trade("hotel|concierge|hospitality|butler|doorman", "a grand hotel lobby", "a waistcoat with brass buttons"),
    Trade("event|wedding|protocol|diplomat", "a banquet hall with flags", accessory="a rosette on the lapel"),
    Trade("estate agent|real estate|propert|realtor", "house models on a shelf", accessory="a name badge"),
    Trade(
        "recruit|human resources|people officer|customer|sales|market|advert|trend",
        "a wall of sticky notes",
        accessory="a lanyard",
    ),
    Trade(
        "account|audit|tax|bank|financ|invest|portfolio|actuar|insur|underwrit|claims|complian|fraud",
        "a wall of share price charts",
        accessory="a pocket square",
    ),
    Trade("engineer|mechanic|technician|electric", "technical drawings", "work overalls"),
)


def trade_of(job_title: str, industry: str) -> Trade | None:
    """The trade of a job; None if it is not known by clothes or place."""
    return next((trade for text in (job_title, industry) for trade in TRADES if _is_marked(text, trade)), None)


def _is_marked(text: str, trade: Trade) -> bool:
    return re.search(rf"\b(?:{trade.marks})", text.casefold()) is not None

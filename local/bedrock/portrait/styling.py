"""Chooses the look of a subject: the parts and colours that fit the traits; the seed picks among them."""

from typing import Final

from agent.person.casting import SKIN_TONES
from agent.prompts.portrait import Expression
from local.bedrock.portrait.colors import HAIR, HIGHLIGHTS, IRISES, SILVER, SKIN, YOUNG_HAIR, FaceColors, luminance, mix
from local.bedrock.portrait.hair import HairLength, HairStyle, hair_styles
from local.bedrock.portrait.look import Look
from local.bedrock.portrait.prompt_reader import FacialHair
from local.bedrock.portrait.subject import Subject
from local.bedrock.portrait.wardrobe import ACCENTS, Garment, garments
from local.bedrock.random_draws import LabelledDraws

# The share of grey hair, by decade of age.
_GREY: Final = {20: 0.0, 30: 0.0, 40: 0.08, 50: 0.38, 60: 0.72}
_GREY_FROM: Final = 40
_LINES: Final = {40: "forties", 50: "fifties", 60: "sixties"}
# The smallest and largest size of features, relative to their drawings.
_SIZES: Final = {"eyes": (0.94, 1.14), "eyebrows": (0.95, 1.1), "nose": (0.8, 1.35), "mouth": (0.92, 1.12)}
_BUILDS: Final = (0.93, 1.05)
# Short hair turns grey at the temples first; grey ends would look strange on long hair.
_CROPPED: Final[frozenset[HairLength]] = frozenset({"shaved", "short"})
_TILTS: Final = (-5.0, -2.0, 0.0, 2.0, 5.0)
_TURNS: Final = (-1.0, 0.0, 1.0)
_METALS: Final = ("#d9b45b", "#cfd4da")
_FRAMES: Final = ("#2a2c31", "#6b3f26", "#24406b", "#6f2434", "#a8894f")
_FACIAL_HAIR: Final[dict[FacialHair, tuple[str, ...]]] = {
    "beard": ("beardLight", "beardLight", "beardMedium"),
    "moustache": ("moustacheFancy", "moustacheMagnum"),
}


def look_of(subject: Subject, draws: LabelledDraws) -> Look:
    """Every part and colour of the subject's figure."""
    hair = draws.pick("hair", _plausible(hair_styles(subject.presentation, subject.age, subject.hair), subject))
    garment = draws.pick("garment", garments(subject.attire, subject.presentation, subject.age))
    facial_hair = _facial_hair(subject, draws)
    parts = {
        **_face(subject, draws, bearded=facial_hair is not None),
        **_on_top(subject, hair, draws),
        "clothes": garment.variant,
    }
    if facial_hair:
        parts["facialHair"] = facial_hair
    if garment.variant == "graphicShirt":
        parts["clothesGraphic"] = draws.pick("graphic", ("bear", "deer", "diamond"))
    return Look(
        parts=parts,
        colors=_colors(subject, garment, draws),
        scales={name: round(draws.between(f"{name} size", *range_), 2) for name, range_ in _SIZES.items()},
        build=draws.between("build", *_BUILDS),
        mirrored=draws.chance("mirrored", 0.5),
        grey_temples=subject.age >= 40 and hair.length in _CROPPED,
        tilt=draws.pick("tilt", _TILTS),
        turn=draws.pick("turn", _TURNS),
        close=draws.chance("close", 0.4),
    )


def _plausible(styles: list[HairStyle], subject: Subject) -> list[HairStyle]:
    """Keeps tightly coiled styles only for the darker half of skin tones."""
    darker = SKIN_TONES.index(subject.skin_tone) >= len(SKIN_TONES) // 2
    return [style for style in styles if darker or style.texture != "coily"] or styles


def _face(subject: Subject, draws: LabelledDraws, *, bearded: bool) -> dict[str, str]:
    feminine = subject.presentation == "feminine"
    lashes = feminine or (subject.presentation == "androgynous" and draws.chance("lashes", 0.4))
    # Beards are drawn along the oval jaw.
    heads = ("oval",) if bearded else ("oval", "round", "long") if feminine else ("oval", "round", "square", "long")
    face = {
        "neck": "neck",
        "head": draws.pick("head", heads),
        "nose": draws.pick("nose", ("round", "bridge", "button", "soft", "broad")),
        "eyes": _eyes(subject.expression, lashes, draws),
        "eyebrows": _brows(subject, draws),
        "mouth": _mouth(subject.expression, feminine, draws),
    }
    detail = draws.pick("skin detail", ("blush", "freckles", "beautySpot", "dimples", None, None))
    if detail == "freckles" and (subject.age > 40 or luminance(SKIN[subject.skin_tone]) < 0.5):
        detail = "dimples"
    if detail:
        face["skinDetail"] = detail
    if subject.age in _LINES:
        face["age"] = _LINES[subject.age]
    return face


def _eyes(expression: Expression, lashes: bool, draws: LabelledDraws) -> str:
    if expression == "broad smile" and draws.chance("smiling eyes", 0.35):
        return "smilingLashes" if lashes else "smiling"
    return "lashes" if lashes else "open"


def _brows(subject: Subject, draws: LabelledDraws) -> str:
    if subject.presentation == "feminine":
        return draws.pick(
            "brows", ("soft", "arched", "straight") if subject.expression == "composed" else ("soft", "arched")
        )
    return "straight" if subject.expression == "composed" else draws.pick("brows", ("full", "soft", "straight"))


def _mouth(expression: Expression, feminine: bool, draws: LabelledDraws) -> str:
    if expression == "broad smile":
        return draws.pick("smile", ("broadSmile", "broadSmileTeeth"))
    return ("slightSmile" if expression == "slight smile" else "composed") + ("Lips" if feminine else "")


def _facial_hair(subject: Subject, draws: LabelledDraws) -> str | None:
    """If the prompt does not name facial hair, only men get it; a moustache alone is rare, and only from 40."""
    kind = subject.facial_hair
    if kind is None and subject.presentation == "masculine":
        roll = draws.fraction("facial hair")
        limit = 0.25 if subject.age == 20 else 0.42
        kind = "beard" if roll < limit else "moustache" if roll > 0.93 and subject.age >= 40 else None
    return draws.pick("facial hair style", _FACIAL_HAIR[kind]) if kind in _FACIAL_HAIR else None


def _on_top(subject: Subject, hair: HairStyle, draws: LabelledDraws) -> dict[str, str]:
    worn = {"top": hair.variant}
    if hair.behind:
        worn["backHair"] = hair.variant
    if subject.glasses:
        worn["accessories"] = draws.pick("glasses", ("prescription01", "prescription02", "round"))
    likely = {"feminine": 0.7, "androgynous": 0.3, "masculine": 0.0}[subject.presentation]
    if hair.ears and draws.chance("earrings", likely):
        worn["earrings"] = draws.pick("earring", ("studs", "hoops", "drops") if likely > 0.5 else ("studs",))
    return worn


def _colors(subject: Subject, garment: Garment, draws: LabelledDraws) -> dict[str, tuple[str, ...]]:
    skin = SKIN[subject.skin_tone]
    face = FaceColors.of(skin)
    young = YOUNG_HAIR if subject.age < _GREY_FROM else {}
    hair = mix(young.get(subject.hair_color, HAIR[subject.hair_color]), SILVER, _GREY[subject.age])
    light = HIGHLIGHTS if subject.hair_color == "mixed" else mix(hair, "#ffffff", 0.13)
    clothes = draws.pick("clothes", garment.colors)
    feminine = subject.presentation == "feminine"
    return {
        "skin": (mix(skin, "#ffffff", 0.07), mix(skin, face.shade, 0.45)),
        "skinShade": (face.shade,),
        "crease": (face.crease,),
        "lash": (face.lash,),
        "mouthLine": (face.mouth_line,),
        "blush": (face.blush,),
        "lips": (mix(skin, draws.pick("lips", ("#b23a48", "#c4574f", "#a8485f")), 0.62 if feminine else 0.36),),
        "iris": (draws.pick("iris", IRISES[subject.skin_tone]),),
        "brows": (_brow_color(hair, skin),),
        "hair": (light, hair, mix(hair, "#000000", 0.14)),
        "hairShade": (mix(hair, "#000000", 0.34),),
        "facialHair": (mix(hair, "#000000", 0.06),),
        "silver": (mix(hair, SILVER, 0.7),),
        "clothes": (mix(clothes, "#ffffff", 0.06), mix(clothes, "#000000", 0.12)),
        "shirt": (draws.pick("shirt", garment.shirts),),
        "accent": (draws.pick("accent", ACCENTS),),
        "accessories": (draws.pick("frame", _FRAMES),),
        "metal": (draws.pick("metal", _METALS),),
    }


def _brow_color(hair: str, skin: str) -> str:
    """A darker shade of the hair, dark enough to be visible on the skin."""
    brow = mix(hair, "#1f130c", 0.35)
    while luminance(skin) - luminance(brow) < 0.14 and luminance(brow) > 0.08:
        brow = mix(brow, "#0c0705", 0.25)
    return brow

"""Chooses the look of a subject: the parts and colours that fit the traits; the seed picks among them."""

from dataclasses import replace
from typing import Final

from agent.person.casting import SKIN_TONES
from agent.schemas import Build, EyeColor
from local.bedrock.portrait.colors import IRISES, SKIN, FaceColors, distance, luminance, mix
from local.bedrock.portrait.features import features, hold
from local.bedrock.portrait.figure import FULL_BEARD
from local.bedrock.portrait.hair import HairStyle, hair_styles
from local.bedrock.portrait.hair_color import hair_colors, hair_shade
from local.bedrock.portrait.look import Look
from local.bedrock.portrait.prompt_reader import FacialHair
from local.bedrock.portrait.subject import Subject
from local.bedrock.portrait.wardrobe import ACCENTS, Garment, TradeGarment, garments
from local.bedrock.random_draws import LabelledDraws

# The smallest and largest size of features, relative to their drawings.
_SIZES: Final = {"eyes": (0.94, 1.14), "eyebrows": (0.95, 1.1), "nose": (0.8, 1.35), "mouth": (0.92, 1.12)}
_BUILDS: Final[dict[Build | None, tuple[float, float]]] = {
    "slender": (0.9, 0.93),
    "athletic": (0.98, 1.02),
    "sturdy": (1.05, 1.09),
    "round": (1.03, 1.07),
    None: (0.93, 1.05),
}
# How far a colour must be from another to be seen on it.
_VISIBLE: Final = 80.0
_LIGHT: Final = 0.4
_METALS: Final = ("#d9b45b", "#cfd4da")
_FRAMES: Final = ("#2a2c31", "#6b3f26", "#24406b", "#6f2434", "#7d6432")
_EYES: Final[dict[EyeColor, tuple[str, str]]] = {
    "brown": ("#6b4a2b", "#6b4a2b"),
    "amber": ("#c27a1e", "#c27a1e"),
    "yellow": ("#b59a2f", "#b59a2f"),
    "green": ("#4f8a4a", "#4f8a4a"),
    "blue": ("#4a86c0", "#4a86c0"),
    "black": ("#2b1d14", "#2b1d14"),
    "odd": ("#4a86c0", "#7a4a22"),
}
# Neckwear for which these clothes leave no room.
_CLASHES: Final = {
    "scarfTee": {"scarf", "neckerchief", "tie"},
    "tailcoat": {"bowTie", "tie"},
    "waistcoat": {"bowTie", "tie"},
    "chefWhites": {"neckerchief", "tie"},
    **{key: {"tie"} for key in ("suitTie", "suitStripedTie", "suitPinstripe", "pilotJacket", "gown", "hoodie")},
}
_FACIAL_HAIR: Final[dict[FacialHair, tuple[str, ...]]] = {
    "beard": ("beardLight", "beardLight", FULL_BEARD),
    "moustache": ("moustacheFancy", "moustacheMagnum"),
}


def look_of(subject: Subject, draws: LabelledDraws) -> Look:
    """Every part and colour of the subject's figure."""
    garment = subject.details.garment or draws.pick(
        "garment", garments(subject.attire, subject.presentation, subject.age)
    )
    extras = _extras(subject, garment, draws)
    wanted = replace(subject.hair, hat="hat" in extras)
    hair = draws.pick("hair", _plausible(hair_styles(subject.presentation, subject.age, wanted), subject))
    facial_hair = _facial_hair(subject, draws)
    held = hold(subject, draws, bearded=facial_hair is not None)
    parts = {
        **features(subject, draws, bearded=facial_hair is not None),
        **_on_top(subject, hair, draws),
        "clothes": garment.variant,
        **extras,
    }
    if held.hand:
        parts["hand"] = "chin"
    if subject.details.pose == "lying down":
        parts["backrest"] = "chair"
    if facial_hair:
        parts |= _bearded(subject, facial_hair, parts["mouth"])
    if garment.variant == "graphicShirt":
        parts["clothesGraphic"] = draws.pick("graphic", ("bear", "deer", "diamond"))
    shades, flow = hair_colors(subject, hair)
    return Look(
        parts=parts,
        colors={**_colors(subject, garment, draws), "hair": shades},
        scales={name: round(draws.between(f"{name} size", *range_), 2) for name, range_ in _SIZES.items()},
        build=draws.between("build", *_BUILDS[subject.details.build]),
        mirrored=draws.chance("mirrored", 0.5),
        hair_flow=flow,
        tilt=held.tilt,
        turn=held.turn,
        lift=held.lift,
        body_turn=held.body_turn,
        # Only from further away everything that is worn or stands on a desk is in the picture.
        close=not (extras.keys() - {"collar"} or subject.details.desk or held.hand) and draws.chance("close", 0.35),
    )


def _plausible(styles: list[HairStyle], subject: Subject) -> list[HairStyle]:
    """Keeps tightly coiled styles only for the darker half of skin tones."""
    darker = SKIN_TONES.index(subject.skin_tone) >= len(SKIN_TONES) // 2
    return [style for style in styles if darker or style.texture != "coily"] or styles


def _extras(subject: Subject, garment: Garment | TradeGarment, draws: LabelledDraws) -> dict[str, str]:
    """What is worn beside clothes, by component. The hat of a trade is worn only now and then."""
    extras: dict[str, str] = {}
    for worn in subject.details.worn:
        frilly = worn.instead is not None and subject.presentation != "feminine"
        component, variant = worn.instead if worn.instead and frilly else (worn.component, worn.variant)
        if variant not in _CLASHES.get(garment.variant, ()):
            extras.setdefault(component, variant)
    hat = garment.hat if isinstance(garment, TradeGarment) else None
    # It would hide hair that says something.
    telling = subject.details.pattern not in {None, "solid"} or subject.hair.length == "shaved"
    if hat and not telling and not {"hat", "adornment"} & set(extras) and draws.chance("hat", 0.4):
        extras["hat"] = hat
    return extras


def _facial_hair(subject: Subject, draws: LabelledDraws) -> str | None:
    """If the prompt does not name facial hair, only men get it; a moustache alone is rare, and only from 40."""
    kind = subject.facial_hair
    if kind is None and subject.presentation == "masculine":
        roll = draws.fraction("facial hair")
        limit = 0.25 if subject.age == 20 else 0.42
        kind = "beard" if roll < limit else "moustache" if roll > 0.93 and subject.age >= 40 else None
    return draws.pick("facial hair style", _FACIAL_HAIR[kind]) if kind in _FACIAL_HAIR else None


def _bearded(subject: Subject, facial_hair: str, mouth: str) -> dict[str, str]:
    """Facial hair and mouth that can be seen together."""
    hair, skin = luminance(hair_shade(subject)), luminance(SKIN[subject.skin_tone])
    if facial_hair == "beardLight" and hair > skin:
        # The gap round the mouth would look like an open one.
        facial_hair = FULL_BEARD
    if facial_hair != FULL_BEARD or hair > _LIGHT:
        return {"facialHair": facial_hair}
    # Thin lines can't be seen in a dark beard.
    if mouth in {"stern", "smirk"}:
        return {"facialHair": "beardLight"}
    return {"facialHair": facial_hair, "mouth": f"{mouth}Lips" if mouth in {"composed", "slightSmile"} else mouth}


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


def _colors(subject: Subject, garment: Garment | TradeGarment, draws: LabelledDraws) -> dict[str, tuple[str, ...]]:
    skin, hair = SKIN[subject.skin_tone], hair_shade(subject)
    face = FaceColors.of(skin)
    clothes = draws.pick("clothes", garment.colors)
    feminine = subject.presentation == "feminine"
    iris, other = _irises(subject, draws)
    accent = subject.details.worn_color or draws.pick("accent", _accents(garment, clothes))
    return {
        "skin": (mix(skin, "#ffffff", 0.07), mix(skin, face.shade, 0.45)),
        "skinShade": (face.shade,),
        "crease": (face.crease,),
        "lash": (face.lash,),
        "mouthLine": (face.mouth_line,),
        "blush": (face.blush,),
        "lips": (mix(skin, draws.pick("lips", ("#b23a48", "#c4574f", "#a8485f")), 0.62 if feminine else 0.36),),
        "iris": (iris,),
        "otherIris": (other,),
        "brows": (_brow_color(hair, skin),),
        "hairShade": (mix(hair, "#000000", 0.34),),
        "facialHair": (mix(hair, "#000000", 0.06),),
        "clothes": (mix(clothes, "#ffffff", 0.06), mix(clothes, "#000000", 0.12)),
        "shirt": (draws.pick("shirt", garment.shirts),),
        "accent": (accent,),
        "hat": (subject.details.worn_color or draws.pick("hat color", ACCENTS),),
        "accessories": (draws.pick("frame", _FRAMES),),
        "metal": (draws.pick("metal", _METALS),),
    }


def _accents(garment: Garment | TradeGarment, clothes: str) -> list[str]:
    """The colours of ties and the like that can be seen on the clothes."""
    accents = (garment.tie if isinstance(garment, TradeGarment) else ()) or ACCENTS
    return [accent for accent in accents if distance(accent, clothes) > _VISIBLE] or list(accents)


def _irises(subject: Subject, draws: LabelledDraws) -> tuple[str, str]:
    """The colours of both eyes."""
    if subject.details.eye_color:
        return _EYES[subject.details.eye_color]
    iris = draws.pick("iris", IRISES[subject.skin_tone])
    return iris, iris


def _brow_color(hair: str, skin: str) -> str:
    """A darker shade of the hair, dark enough to be visible on the skin."""
    brow = mix(hair, "#1f130c", 0.35)
    while luminance(skin) - luminance(brow) < 0.14 and luminance(brow) > 0.08:
        brow = mix(brow, "#0c0705", 0.25)
    return brow

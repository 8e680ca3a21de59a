"""The features of a face and how the head is held: those that fit the traits; the seed picks among them."""

from typing import Final, NamedTuple

from agent.prompts.portrait import Expression
from agent.schemas import Face
from local.bedrock.portrait.colors import SKIN, luminance
from local.bedrock.portrait.subject import Subject
from local.bedrock.random_draws import LabelledDraws

_LINES: Final = {40: "forties", 50: "fifties", 60: "sixties"}
# Mouth, eyes and eyebrows of special expressions; None for those of the plain expression.
_FACES: Final[dict[Face, tuple[str | None, str | None, str | None]]] = {
    "alert": (None, "open", "raised"),
    "stern": ("stern", "open", "stern"),
    "mouth open": ("broadSmile", None, "raised"),
    "tongue out": ("tongue", None, "raised"),
    "yawning": ("yawn", "shut", "raised"),
    "eyes shut": (None, "shut", None),
    "one eye shut": ("smirk", "wink", None),
}
_LASHES: Final = {"open": "lashes", "shut": "shutLashes", "wink": "winkLashes", "smiling": "smilingLashes"}


class Hold(NamedTuple):
    """How the head is held, as in `Look`, and whether a hand supports it."""

    tilt: float = 0.0
    turn: float = 0.0
    lift: float = 0.0
    body_turn: float = 0.0
    hand: bool = False


def hold(subject: Subject, draws: LabelledDraws, *, bearded: bool) -> Hold:
    """How the head is held: as the prompt says, or as the seed does."""
    side = draws.pick("side", (-1, 1))
    held = {
        "facing the camera": Hold(),
        "head tilted": Hold(tilt=8.0 * side, turn=0.5 * side),
        "turned aside": Hold(tilt=2.0 * side, turn=0.9 * side, body_turn=side),
        "in profile": Hold(turn=1.9 * side, body_turn=1.2 * side),
        "looking up": Hold(tilt=-3.0 * side, turn=0.5 * side, lift=1.0),
        "lying down": Hold(tilt=-5.0 * side, lift=0.5),
        "asleep": Hold(tilt=8.0, hand=True),
        None: draws.pick("hold", (Hold(), Hold(tilt=4.5 * side, turn=0.4 * side), Hold(tilt=1.5 * side, turn=side))),
    }[subject.details.pose]
    # Beards are drawn along the jaw and can't move far.
    return held._replace(turn=held.turn * 0.4, lift=held.lift * 0.4) if bearded else held


def features(subject: Subject, draws: LabelledDraws, *, bearded: bool) -> dict[str, str]:
    """The parts of the face, by component."""
    feminine = subject.presentation == "feminine"
    lashes = feminine or (subject.presentation == "androgynous" and draws.chance("lashes", 0.4))
    mouth, eyes, brows = _special(subject)
    if eyes is None:
        smiling = subject.expression == "broad smile" and draws.chance("smiling eyes", 0.3)
        eyes = "smiling" if smiling and subject.details.eye_color is None else "open"
    face = {
        "neck": "neck",
        "head": _head(subject, draws, bearded=bearded),
        "nose": draws.pick("nose", ("round", "bridge", "button", "soft", "broad")),
        "eyes": _LASHES[eyes] if lashes else eyes,
        "eyebrows": brows or _brows(subject, draws),
        "mouth": mouth or _mouth(subject.expression, feminine, draws),
    }
    detail = draws.pick("skin detail", ("blush", "freckles", "beautySpot", "dimples", None, None))
    if detail == "freckles" and (subject.age > 40 or luminance(SKIN[subject.skin_tone]) < 0.5):
        detail = "dimples"
    if detail:
        face["skinDetail"] = detail
    if subject.age in _LINES:
        face["age"] = _LINES[subject.age]
    return face


def _special(subject: Subject) -> tuple[str | None, str | None, str | None]:
    face = subject.details.face
    mouth, eyes, brows = _FACES.get(face or "calm", (None, None, None))
    dozing = subject.details.pose == "asleep" and face != "one eye shut"
    return mouth, "shut" if dozing else eyes, brows


def _head(subject: Subject, draws: LabelledDraws, *, bearded: bool) -> str:
    # Beards are drawn along the oval jaw.
    if bearded:
        return "oval"
    if subject.details.build in {"round", "slender"}:
        return "round" if subject.details.build == "round" else "long"
    heads = ("oval", "round", "long") if subject.presentation == "feminine" else ("oval", "round", "square", "long")
    return draws.pick("head", heads)


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

"""Things that can stand on a desk: each around its own foot at the origin, in a colour."""

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.shapes import circle, group, line, path, rect


def _dark(color: str) -> str:
    return mix(color, "#1a1210", 0.3)


def _light(color: str) -> str:
    return mix(color, "#ffffff", 0.3)


def _shine(x: float, y: float, radius: float) -> str:
    return circle(x, y, radius, "#fff", fill_opacity=0.28)


def ball(color: str) -> str:
    """A ball with two seams."""
    seams = line("M-42-84C-14-66-14-34-42-16M42-84C14-66 14-34 42-16", _light(color), 6)
    return circle(0, -56, 56, color) + seams + _shine(-18, -78, 12)


def yarn(color: str) -> str:
    """A ball of wool with a loose end."""
    turns = "M-50-46C-20-92 24-92 48-66M-44-28C-12-76 34-76 54-46M-24-10C4-50 30-54 50-30M-30-100C-44-70-46-40-34-16"
    return circle(0, -54, 54, color) + line(turns, _dark(color), 4) + line("M44-12C80 8 90-20 110-2", color, 6)


def disc(color: str) -> str:
    """A flying disc that stands on its edge."""
    return circle(0, -72, 72, color) + circle(0, -72, 54, _light(color)) + circle(0, -72, 46, color)


def bone(color: str) -> str:
    """A paperweight in the shape of a bone, on a little base."""
    ends = "".join(circle(x, y, 22, color) for x in (-62, 62) for y in (-58, -30))
    return rect(-84, -14, 168, 14, "#4a4f58", rx=4) + rect(-60, -58, 120, 30, color) + ends


def biscuits(color: str) -> str:
    """A plate with biscuits."""
    crumbs = "".join(circle(x, y, 5, _dark(color)) for x, y in ((-46, -38), (-22, -34), (30, -38), (54, -34), (4, -62)))
    round_ones = "".join(circle(x, y, 34, color) for x, y in ((-36, -36), (40, -36), (2, -58)))
    return round_ones + crumbs + path("M-98-22H98C90-2 50 0 0 0C-50 0-90-2-98-22z", "#f3f1ec")


def lunch_box(color: str) -> str:
    """A lunch box with a handle."""
    handle = line("M-34-92V-112H34V-92", _dark(color), 9)
    clasp = rect(-12, -64, 24, 20, "#d9dde2", rx=4)
    return handle + rect(-84, -94, 168, 94, color, rx=14) + rect(-84, -62, 168, 8, _dark(color)) + clasp


def dried_grass(color: str) -> str:
    """A vase with dried grass."""
    stems = "M0-70C-6-120-36-150-52-186M0-70C0-120-8-160-12-204M0-70C8-120 30-150 46-192M0-70C6-110 50-130 76-150"
    heads = "".join(circle(x, y, 11, "#d8b871") for x, y in ((-52, -186), (-12, -204), (46, -192), (76, -150)))
    return (
        line(stems, "#c2a05c", 5)
        + heads
        + path("M-22-80H22C20-62 46-46 42-20C38-4 24 0 0 0S-38-4-42-20C-46-46-20-62-22-80z", color)
    )


def soft_toy(color: str) -> str:
    """A small teddy bear."""
    ears = circle(-34, -142, 18, _dark(color)) + circle(34, -142, 18, _dark(color))
    limbs = "".join(circle(x, y, 22, _dark(color)) for x, y in ((-54, -62), (54, -62), (-34, -18), (34, -18)))
    face = circle(0, -94, 20, _light(color)) + circle(-16, -118, 5, "#221a16") + circle(16, -118, 5, "#221a16")
    nose = circle(0, -101, 6, "#221a16") + line("M0-95V-86M-8-84C-4-80 4-80 8-84", "#221a16", 3)
    body = circle(0, -44, 46, color) + circle(0, -42, 26, _light(color)) + circle(0, -110, 46, color)
    return ears + limbs + body + face + nose + path("M0-66L-24-78V-54zM0-66L24-78V-54z", "#b3262e")


def cradle(color: str) -> str:
    """A desk toy: balls on threads that swing."""
    threads = "M-70-124L-98-44M-24-124V-30M8-124V-30M40-124V-30"
    balls = "".join(circle(x, y, 16, "#c7ccd3") for x, y in ((-100, -40), (-24, -26), (8, -26), (40, -26)))
    return (
        line("M-86 0V-124H86V0", "#3b4049", 8)
        + line(threads, "#7d8590", 2.5)
        + balls
        + rect(-100, -12, 200, 12, color, rx=4)
    )


def sand_garden(color: str) -> str:
    """A tray of raked sand with stones."""
    rakes = line("M-88-34C-50-44-40-24 0-34S60-44 88-34M-88-24C-50-34-40-14 0-24S60-34 88-24", _dark(color), 3)
    stones = path("M-60-40C-58-66-20-68-16-40zM20-38C22-58 50-60 54-38z", "#6c727b")
    return rect(-104, -44, 208, 36, color) + rakes + stones + rect(-112, -18, 224, 18, "#5b4433", rx=3)


def frame(color: str) -> str:
    """A framed photo of hills."""
    hills = path("M-46-36L-18-84L4-54L24-78L46-36z", "#6f9a7a") + circle(26, -104, 10, "#f0c95a")
    return (
        rect(-68, -152, 136, 150, color, rx=4)
        + rect(-52, -136, 104, 116, "#dceaf2")
        + hills
        + rect(-52, -38, 104, 18, "#4f7f5e")
    )


def basket(color: str) -> str:
    """A woven basket with a handle."""
    weave = "M-76-64H76M-72-46H72M-68-28H68M-60-84L-48 0M-30-84L-24 0M0-84V0M30-84L24 0M60-84L48 0"
    handle = line("M-66-84C-60-170 60-170 66-84", _dark(color), 10)
    return (
        handle
        + path("M-84-88H84L64 0H-64z", color)
        + line(weave, _dark(color), 4)
        + rect(-90, -96, 180, 16, _light(color), rx=8)
    )


def bucket(color: str) -> str:
    """A bucket with a handle."""
    handle = line("M-68-112C-60-180 60-180 68-112", "#8d939b", 6)
    return (
        handle
        + path("M-78-116H78L58 0H-58z", color)
        + path("M20-116H78L58 0H20z", "#000", fill_opacity=0.12)
        + rect(-84, -124, 168, 16, _light(color), rx=8)
    )


def box(color: str) -> str:
    """An open cardboard box."""
    flaps = path("M-80-100L-112-134H-36L-20-100zM80-100L112-134H36L20-100z", _light(color))
    return flaps + rect(-80, -104, 160, 104, color) + rect(-14, -104, 28, 104, _dark(color), fill_opacity=0.35)


def crate(color: str) -> str:
    """A wooden crate."""
    slats = "".join(rect(-88, top, 176, 30, color, rx=3) for top in (-116, -76, -36))
    posts = rect(-88, -120, 20, 120, _dark(color)) + rect(68, -120, 20, 120, _dark(color))
    return rect(-84, -116, 168, 112, "#3d2d20") + slats + posts


def gift(color: str) -> str:
    """A wrapped present."""
    bow = path("M0-116C-20-160-64-150-44-120C-34-108-14-110 0-116C20-160 64-150 44-120C34-108 14-110 0-116z", "#f0d9a0")
    return (
        rect(-72, -96, 144, 96, color, rx=4)
        + rect(-80, -120, 160, 30, _light(color), rx=4)
        + rect(-12, -120, 24, 120, "#f0d9a0")
        + bow
    )


def bag(color: str) -> str:
    """A bag with two handles."""
    return (
        line("M-40-100C-40-170 40-170 40-100", _dark(color), 10)
        + path("M-80-106H80L92 0H-92z", color)
        + path("M-82-90H82L84-70H-84z", "#000", fill_opacity=0.14)
    )


def laptop(color: str) -> str:
    """A laptop, from behind."""
    return (
        rect(-104, -134, 208, 132, color, rx=10)
        + circle(0, -70, 14, _light(color))
        + rect(-116, -10, 232, 12, _dark(color), rx=5)
    )


def cake(color: str) -> str:
    """A cake with candles."""
    candles = "".join(rect(x - 4, -142, 8, 44, "#e77f8e") + circle(x, -150, 8, "#f7c948") for x in (-44, 0, 44))
    icing = path("M-80-100H80V-66C66-46 54-74 40-58S14-44 0-62S-28-44-40-58S-66-46-80-66z", "#fdfbf7")
    return candles + rect(-80, -96, 160, 84, color, rx=6) + icing + rect(-104, -14, 208, 14, "#d9dde2", rx=7)


def mug(color: str) -> str:
    """A mug."""
    return (
        line("M44-74C88-78 88-22 44-26", color, 13)
        + rect(-50, -96, 100, 96, color, rx=12)
        + rect(-50, -96, 100, 12, _light(color), rx=6)
    )


def bottle(color: str) -> str:
    """A bottle."""
    return (
        rect(-16, -196, 32, 26, "#3b4049", rx=5)
        + path(
            "M-14-172H14C16-144 40-140 40-110V-12C40-2 34 0 26 0H-26C-34 0-40-2-40-12V-110C-40-140-16-144-14-172z",
            color,
        )
        + rect(-40, -88, 80, 46, "#fff", fill_opacity=0.75)
    )


def bowl(color: str) -> str:
    """A bowl that is full."""
    heap = "".join(circle(x, y, 20, "#c98f52") for x, y in ((-44, -76), (-14, -86), (18, -84), (48, -76), (0, -74)))
    return heap + path("M-90-74H90C86-22 50 0 0 0S-86-22-90-74z", color) + rect(-96, -80, 192, 14, _light(color), rx=7)


def pumpkin(color: str) -> str:
    """A pumpkin."""
    ribs = line("M-40-116C-64-80-64-30-40-4M40-116C64-80 64-30 40-4M0-120V0", _dark(color), 4)
    return (
        path("M-8-116C-10-140 2-150 16-148L12-116z", "#5f7a3a")
        + '<ellipse cx="0" cy="-60" rx="92" ry="62" fill="'
        + color
        + '"/>'
        + ribs
    )


def shoe(color: str) -> str:
    """A shoe."""
    laces = line("M-22-84L6-74M-8-70L20-60", "#fff", 5)
    return (
        path("M-100-104H-40C-34-70 20-56 70-46C100-40 110-26 108-12H-104C-108-40-106-76-100-104z", color)
        + laces
        + rect(-106, -14, 216, 14, "#f1efe9", rx=7)
    )


def stick(color: str) -> str:
    """A stick that lies on the desk, with a twig."""
    return line("M-110-14C-50-26 40-8 112-30", color, 17) + line("M10-20C30-40 44-52 66-56", color, 10)


def book(color: str) -> str:
    """Two books that lie on each other."""
    pages = rect(-84, -34, 176, 18, "#f3eee2") + rect(-70, -76, 140, 20, "#f3eee2")
    covers = (
        rect(-92, -44, 184, 10, color, rx=3)
        + rect(-92, -12, 184, 12, color, rx=3)
        + rect(-92, -44, 14, 44, color, rx=4)
    )
    upper = rect(-78, -84, 156, 9, _dark(color), rx=3) + rect(-78, -56, 156, 11, _dark(color), rx=3)
    return group(pages, covers, upper, rect(-78, -84, 12, 38, _dark(color), rx=4))

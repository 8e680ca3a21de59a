"""Simple SVG shapes as text; underscores in attribute names become hyphens."""


def rect(x: float, y: float, width: float, height: float, fill: str, **attributes: object) -> str:
    """A rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"{_text(attributes)}/>'


def circle(x: float, y: float, radius: float, fill: str, **attributes: object) -> str:
    """A circle."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"{_text(attributes)}/>'


def path(d: str, fill: str, **attributes: object) -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"{_text(attributes)}/>'


def line(d: str, stroke: str, width: float, **attributes: object) -> str:
    """A stroked path."""
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{_text(attributes)}/>'


def group(*parts: str, **attributes: object) -> str:
    """A group of shapes."""
    return f"<g{_text(attributes)}>{''.join(parts)}</g>"


def at(x: float, y: float, *parts: str, scale: float = 1) -> str:
    """Shapes around the origin, moved to a point and scaled."""
    return group(*parts, transform=f"translate({x:g} {y:g}) scale({scale:g})")


def defs(*definitions: str) -> str:
    """Definitions, such as gradients, that shapes refer to."""
    return f"<defs>{''.join(definitions)}</defs>"


def vertical(name: str, *stops: str) -> str:
    """A gradient from top to bottom, for fills of `url(#name)`."""
    return f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1">{_stops(stops)}</linearGradient>'


def radial(name: str, x: float, y: float, radius: float, *stops: str) -> str:
    """A gradient outwards from a point of the filled box (coordinates and radius are 0-1)."""
    return f'<radialGradient id="{name}" cx="{x:g}" cy="{y:g}" r="{radius:g}">{_stops(stops)}</radialGradient>'


def _stops(colors: tuple[str, ...]) -> str:
    last = len(colors) - 1
    return "".join(f'<stop offset="{index / last:g}" stop-color="{color}"/>' for index, color in enumerate(colors))


def _text(attributes: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())

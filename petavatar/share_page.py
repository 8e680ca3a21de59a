"""The page of a shared result, for people and for link previews: plain HTML, without scripts, cookies or a key.

Whatever a model or a person wrote is escaped, and the policy lets in one style and the pictures' origin alone.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import escape
from typing import Any, Final
from urllib.parse import quote, urlsplit

from petavatar.errors import Problem
from petavatar.jobs import Job
from petavatar.pet_kinds import kind_of_pet
from petavatar.share_style import STYLE
from petavatar.shared import Pictures

_BLANK_LINE: Final = "\n\n"
CARD_SIZE: Final = (1200, 630)
_SQUARE: Final = 1080
_ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" aria-hidden="true">'
    '<rect width="64" height="64" rx="15" fill="#a8431f"/>'
    '<path d="M14 12l11 7a22 22 0 0 1 14 0l11-7 1 19a19 17 0 0 1-38 0z" fill="#fbf7f0"/>'
    '<circle cx="25" cy="29" r="3" fill="#1d2433"/><circle cx="39" cy="29" r="3" fill="#1d2433"/>'
    '<path d="M29.5 35h5L32 38z" fill="#a8431f"/>'
    '<path d="M10 64c0-11 8-17 16-18l6 5 6-5c8 1 16 7 16 18z" fill="#1d2433"/>'
    '<path d="M26 46l6 5 6-5 3 8-9 3-9-3z" fill="#fbf7f0"/>'
    '<path d="M30 51h4l1 3 1.5 10h-9L29 54z" fill="#e9a23b"/></svg>'
)
_STYLE_DIGEST: Final = b64encode(sha256(STYLE.encode()).digest()).decode()
_FOR_FUN: Final = "For entertainment: no photo shows a character. Nobody here exists, except the pet."


def _policy(images: str) -> str:
    return (
        f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; img-src data: {images}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


PAGE_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _policy(""),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
"""What goes with every answer to a browser: nothing is looked up, handed on to other sites, or found by a search."""


def page_headers(pictures: Pictures) -> dict[str, str]:
    """The headers of a page that shows these pictures."""
    avatar = urlsplit(pictures.avatar)
    return {**PAGE_HEADERS, "Content-Security-Policy": _policy(f"{avatar.scheme}://{avatar.netloc}")}


def share_page(job: Job, pictures: Pictures, *, address: str, whole: str | None, page_url: str) -> str:
    """The page of a shared result.

    Args:
        job: the job.
        pictures: where its pictures are.
        address: the page's own address.
        whole: where the whole result is shown, if it is.
        page_url: where one can hand in a photo; empty if that is not known.
    """
    identity, pet = job.result["identity"], job.result["pet_analysis"]
    kind = kind_of_pet(pet["species"], pet["breed"])
    named = job.choices.get("pet_name")
    formerly = f"Formerly {named}, {kind}" if named else f"Formerly a pet: {kind}"
    person, headline = f"{identity['human_name']}, {identity['job_title']}", identity.get("headline") or ""
    described = " ".join(text for text in (headline, f"{formerly}.") if text)
    alt = f"ID badge of {person}. {formerly}."
    return _document(
        person,
        f"""
<meta name="description" content="{_in(described)}">
{_preview(person, described, address, alt, has_card="wide" in pictures.cards)}""",
        f"""
<main lang="{_in(identity.get("language") or "en")}">
  <figure class="card">{_picture(pictures, alt)}<span class="stamp" lang="en" aria-hidden="true">Hired</span></figure>
  <p class="eyebrow" lang="en">{_in(formerly)}</p>
  <h1>{_in(identity["human_name"])}</h1>
  <p class="title">{_in(identity["job_title"])}</p>
  {f"<blockquote>{_in(headline)}</blockquote>" if headline else ""}
  {_buttons(whole, page_url)}
  <div class="more">
    <section class="story"><h2 lang="en">The life so far</h2>{_each("p", identity["bio"].split(_BLANK_LINE))}</section>
    <section>
      {_likenesses(job)}
      <h2 lang="en">Skills</h2><ul class="chips">{_each("li", identity["skills"])}</ul>
    </section>
  </div>
</main>""",
    )


def problem_page(problem: Problem, page_url: str) -> str:
    """The page of an address that shows no result, or not now."""
    gone = problem.status == 404
    title = "Nobody by that name works here." if gone else "The office is closed for a moment."
    words = (
        "This result is not shared any more, was deleted, or never was there. Results are kept for a few days only."
        if gone
        else "Something went wrong on our side. Please try again in a minute."
    )
    body = f"""
<main class="notice">
  <p class="eyebrow">Personnel office for animals</p>
  <h1>{title}</h1>
  <p>{words}</p>
  {_buttons(None, page_url)}
</main>"""
    return _document(title, "", body)


def _document(title: str, head: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_in(title)}</title>{head}
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#fbf7f0" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#1a1714" media="(prefers-color-scheme: dark)">
<link rel="icon" href="data:image/svg+xml,{quote(_ICON)}">
<style>{STYLE}</style>
</head>
<body>
<header><span class="wordmark">{_ICON}PetAvatar</span></header>{body}
<footer><p>{_FOR_FUN}</p></footer>
</body>
</html>
"""


def _preview(title: str, described: str, address: str, alt: str, *, has_card: bool) -> str:
    """What link previews read: https://ogp.me and X's cards."""
    properties = {
        "og:type": "website",
        "og:site_name": "PetAvatar",
        "og:title": title,
        "og:description": described,
        "og:url": address,
    }
    names = {"twitter:card": "summary", "twitter:title": title, "twitter:description": described}
    if has_card:
        card = f"{address}/card.png"
        width, height = map(str, CARD_SIZE)
        properties |= {"og:image": card, "og:image:type": "image/png", "og:image:width": width}
        properties |= {"og:image:height": height, "og:image:alt": alt}
        names |= {"twitter:card": "summary_large_image", "twitter:image": card, "twitter:image:alt": alt}
    return "\n".join(
        f'<meta {kind}="{name}" content="{_in(content)}">'
        for kind, tags in (("property", properties), ("name", names))
        for name, content in tags.items()
    )


def _picture(pictures: Pictures, alt: str) -> str:
    """The card, the square one on narrow screens; the portrait where there is none."""
    if (wide := pictures.cards.get("wide")) is None:
        return f'<img class="portrait" src="{_in(pictures.avatar)}" alt="{_in(alt)}">'
    square = pictures.cards.get("square")
    narrow = (
        f'<source media="(max-width: 560px)" srcset="{_in(square)}" width="{_SQUARE}" height="{_SQUARE}">'
        if square
        else ""
    )
    width, height = CARD_SIZE
    image = f'<img src="{_in(wide)}" width="{width}" height="{height}" alt="{_in(alt)}">'
    return f"<picture>{narrow}{image}</picture>"


def _buttons(whole: str | None, page_url: str) -> str:
    links = [
        f'<a class="button" href="{_in(whole)}">See the whole result</a>' if whole else "",
        f'<a class="button {"second" if whole else ""}" href="{_in(page_url)}">Try yours</a>' if page_url else "",
    ]
    return f'<p class="buttons" lang="en">{"".join(links)}</p>' if page_url else ""


def _likenesses(job: Job) -> str:
    found: list[Mapping[str, Any]] = job.result.get("likenesses") or []
    if not found:
        return ""
    return f'<h2 lang="en">What they have in common</h2><ul class="chips">{_each("li", map(_in_common, found))}</ul>'


def _in_common(likeness: Mapping[str, Any]) -> str:
    """What both have is said once."""
    pet, person = str(likeness["pet"]), str(likeness["person"])
    text = person if pet.casefold() == person.casefold() else f"{pet} → {person}"
    return text[:1].upper() + text[1:]


def _each(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{_in(text)}</{tag}>" for text in texts)


def _in(text: str) -> str:
    """A text within HTML, in an attribute or not."""
    return escape(text)

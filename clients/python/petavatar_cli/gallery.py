"""One page with all results in a folder: a contact sheet that needs no network and no server."""

import html
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from petavatar_cli.errors import InputError
from petavatar_cli.output import AVATAR, CARD, RESULTS, SHEET

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: #8884; font: 16px/1.5 system-ui, sans-serif; }}
body {{ margin: 0 auto; max-width: 80rem; padding: 2rem 1rem; }}
h1 {{ font-size: 1.5rem; margin: 0 0 1.5rem; }}
ul {{ display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr));
  list-style: none; margin: 0; padding: 0; }}
li {{ border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }}
img {{ aspect-ratio: 1; display: block; height: auto; object-fit: cover; width: 100%; }}
article {{ padding: 1rem; }}
h2 {{ font-size: 1.15rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }}
p {{ margin: .35rem 0 0; overflow-wrap: anywhere; }}
.pet {{ font-size: .875rem; opacity: .75; }}
details {{ margin-top: .75rem; }}
summary {{ cursor: pointer; }}
@media print {{ li {{ break-inside: avoid; }} }}
</style>
<h1>{title}</h1>
<ul>
{people}</ul>
</html>
"""
_PERSON: Final = """\
<li><a href="{link}"><img src="{avatar}" alt="Portrait of {name}" loading="lazy" width="512" height="512"></a>
<article><h2>{name}</h2><p>{title}</p><p>{headline}</p><p class="pet">{pet}; score {score}</p>
<details><summary>Life story</summary>{story}</details></article></li>
"""


def write_sheet(folder: Path) -> tuple[Path, int]:
    """Writes a contact sheet of all results in a folder, and in those within it.

    Args:
        folder: where `petavatar create` put results.

    Returns:
        Where the sheet is, and how many people it shows.

    Raises:
        InputError: if there are no results, or the sheet can't be written.
    """
    people = "".join(_people(folder))
    count = people.count("<li>")
    if not count:
        raise InputError(f"There are no results in {folder}. `petavatar create` puts them into its --out.")
    title = "1 person" if count == 1 else f"{count} people"
    try:
        (folder / SHEET).write_text(_PAGE.format(title=title, people=people), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder / SHEET} can't be written: {error.strerror}.") from error
    return folder / SHEET, count


def _people(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob(RESULTS)):
        if not (path.parent / AVATAR).is_file():
            continue
        try:
            results = json.loads(path.read_text(encoding="utf-8"))
            yield _person(results, path.parent, folder)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Somebody else's file of that name.
            continue


def _person(results: Mapping[str, Any], place: Path, folder: Path) -> str:
    identity, pet = results["identity"], results["pet_analysis"]
    name = (results.get("choices") or {}).get("pet_name")
    kind = f"{pet['breed']} ({pet['species']})"
    texts = {
        "name": identity["human_name"],
        "title": identity["job_title"],
        "headline": identity.get("headline") or "",
        "pet": f"{name}, {kind}" if name else kind,
        "score": f"{identity['similarity_score']:g}",
    }
    story = "".join(f"<p>{html.escape(part)}</p>" for part in identity["bio"].split("\n\n"))
    card = place / CARD
    return _PERSON.format(
        link=_relative(card if card.is_file() else place / AVATAR, folder),
        avatar=_relative(place / AVATAR, folder),
        story=story,
        **{key: html.escape(text) for key, text in texts.items()},
    )


def _relative(path: Path, folder: Path) -> str:
    return quote(Path(os.path.relpath(path, folder)).as_posix())

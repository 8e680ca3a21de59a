"""The page's words: every language has each of them, and the page has a word for all that it says."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest

from petavatar import errors

WEB: Final = Path(__file__).parents[2] / "web"
LANGUAGES: Final = ("en", "de", "es", "fr", "ja")
WORDS: Final[dict[str, dict[str, Any]]] = {
    language: json.loads((WEB / "words" / f"{language}.json").read_text("utf-8")) for language in LANGUAGES
}
# Words that are asked for by a name with a part that is known only then.
OPEN: Final = re.compile(r"`([a-z_.]+)\$\{")
_NAMED: Final = re.compile(r'\bt(?:ermOf)?\([^"`]*"(\w+\.[\w.-]+)"(?:\s*:\s*"(\w+\.[\w.-]+)")?')
_MARKED: Final = re.compile(r'data-word="([^"]+)"|[a-z-]+=([a-z_]+\.[a-z_]+)(?=[ "])')


def forms(word: str | dict[str, str]) -> list[str]:
    return list(word.values()) if isinstance(word, dict) else [word]


def gaps(word: str | dict[str, str]) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", " ".join(forms(word))))


def scripts() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((WEB / "js").glob("*.js")))


def asked_for() -> Iterator[str]:
    for found in _NAMED.findall(scripts()):
        yield from filter(None, found)
    for page in ("index.html", "views.html"):
        for found in _MARKED.findall((WEB / page).read_text("utf-8")):
            yield from filter(None, found)


def test_there_is_a_file_for_each_language_that_the_page_offers() -> None:
    offered = re.search(r"const LANGUAGES = (\[.*?\])", (WEB / "js" / "language.js").read_text("utf-8"))

    assert offered
    assert tuple(json.loads(offered[1])) == LANGUAGES
    assert {path.stem for path in (WEB / "words").iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_language_lacks_a_word_or_a_part_of_one(language: str) -> None:
    words, english = WORDS[language], WORDS["en"]

    assert list(words) == list(english)
    assert {key for key, word in words.items() if not all(text.strip() for text in forms(word))} == set()
    assert {key for key, word in words.items() if gaps(word) != gaps(english[key])} == set()
    assert {key for key, word in words.items() if isinstance(word, dict) and "other" not in word} == set()


def test_the_page_has_each_word_that_it_asks_for_and_no_other() -> None:
    asked, prefixes = set(asked_for()), tuple(set(OPEN.findall(scripts())))

    assert asked - set(WORDS["en"]) == set()
    assert {key for key in WORDS["en"] if key not in asked and not key.startswith(prefixes)} == set()


def test_what_can_be_read_before_the_words_are_there_is_what_they_say() -> None:
    class Reader(HTMLParser):
        key: str | None = None

        def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
            self.key = dict(attrs).get("data-word")

        def handle_data(self, data: str) -> None:
            if self.key and data.strip():
                read[self.key] = data.strip()

    read: dict[str, str] = {}
    Reader().feed((WEB / "index.html").read_text("utf-8"))

    assert "start.title" in read
    assert read == {key: WORDS["en"][key] for key in read}


def test_problems_have_the_titles_of_the_api() -> None:
    titles = {problem.slug: problem.title for problem in errors.Problem.__subclasses__()}
    words = {key.partition(".")[2]: word for key, word in WORDS["en"].items() if key.startswith("problem.")}

    assert {slug: word for slug, word in words.items() if slug in titles and titles[slug] != word} == {}

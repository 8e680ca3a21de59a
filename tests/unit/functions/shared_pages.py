"""What a test reads of a page: its tags as a browser sees them."""

from html.parser import HTMLParser
from typing import Final

VOID: Final = {"meta", "link", "img", "source", "rect", "path", "circle"}


class Page(HTMLParser):
    """A page, read by a real parser.

    Attributes:
        tags: each tag with its attributes, in order.
        texts: what is to be read, without styles.
        unclosed: tags that were opened and not closed.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.unclosed: list[str] = []
        self.feed(html)
        self.close()

    @property
    def meta(self) -> dict[str, str]:
        """The content of each meta tag, by name or property."""
        tags = [tag for name, tag in self.tags if name == "meta"]
        return {tag.get("property") or tag.get("name", ""): tag.get("content", "") for tag in tags}

    def all(self, name: str) -> list[dict[str, str]]:
        """The attributes of each tag of a name."""
        return [tag for other, tag in self.tags if other == name]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self.unclosed:
            self.texts.append(data.strip())

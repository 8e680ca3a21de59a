"""The identity as a model must reply it: the bounds of a life story are part of the schema.

What is kept and shown is an `Identity`, which also reads what older versions have kept.
"""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from agent.replies.clashes import sentences, words
from agent.schemas import Headline, Identity, Paragraph

MOST_SENTENCES: Final = 5
MOST_WORDS: Final = 90


def _short_enough(text: str) -> str:
    if len(sentences(text)) > MOST_SENTENCES or len(words(text)) > MOST_WORDS:
        raise ValueError(f"a paragraph has at most {MOST_SENTENCES} sentences and {MOST_WORDS} words")
    return text


BriefParagraph = Annotated[
    Paragraph,
    AfterValidator(_short_enough),
    Field(description="Two to four sentences, 30 to 55 words. Sentences of at most 25 words"),
]


class LifeStory(Identity):
    """The written part of the identity package: one premise, planted, played straight, paid off."""

    headline: Headline | None = Field(default=None, description="One line of at most 90 characters that people quote")
    bio_paragraphs: Annotated[
        list[BriefParagraph],
        Field(
            min_length=3,
            max_length=3,
            description="Three paragraphs, 110 to 150 words in all: the profile, the career, how they are to work with",
        ),
    ]

    def identity(self) -> Identity:
        """The same record, without the bounds."""
        return Identity.model_validate(self.model_dump())

# Generated from _async/downloads.py by scripts/sync_client.py: change that instead.
"""The pictures of finished jobs."""

from typing import Final

from petavatar_client._sync.following import Following
from petavatar_client._sync.pictures import Picture
from petavatar_client.answers import (
    status_line,
)
from petavatar_client.errors import AddressExpired, UnexpectedAnswer
from petavatar_client.image_format import ImageFormat, sniff
from petavatar_client.models import (
    CARD_FORMATS,
    CardFormat,
    PictureName,
    Results,
)

# S3 answers 403 to an address past its time, and 400 where the session that signed it has ended.
_REFUSALS: Final = frozenset({400, 403})


class Downloads(Following):
    """Fetches pictures."""

    def picture(self, results: Results, name: PictureName = "avatar") -> Picture | None:
        """One of a job's pictures, which is fetched when it is wanted; None if there is no such picture.

        >>> story = client.picture(results, "story")
        >>> if story:
        ...     story.save("story.png")
        """
        return Picture(self._renewed, results, name) if results.address_of(name) else None

    def pictures(self, results: Results) -> tuple[bytes, bytes | None]:
        """Fetches avatar and card, both PNGs; None for a card that there is not.

        An address may end before its hour, with the session of the function that signed it. So where one is refused,
        this asks for the results again, once, and takes their new addresses.

        Raises:
            PetAvatarClientError: as `results` and `download`.
        """
        card = self._renewed(results, "wide") if results.card_url else None
        return self._renewed(results, "avatar"), card

    def cards(self, results: Results, *formats: CardFormat) -> dict[CardFormat, bytes]:
        """Fetches the card in these formats, or in all; without those that there are not. Addresses as in `pictures`.

        Raises:
            PetAvatarClientError: as `results` and `download`.
        """
        there = [name for name in formats or CARD_FORMATS if results.address_of(name)]
        return {name: self._renewed(results, name) for name in there}

    def _renewed(self, results: Results, name: PictureName) -> bytes:
        """Fetches a picture, from a new address where the old one is refused."""
        image_format: ImageFormat = "jpeg" if name == "photo" else "png"
        try:
            return self.download(results.address_of(name) or "", image_format)
        except AddressExpired:
            fresh = self.results(results.job_id)
            return self.download(fresh.address_of(name) or "", image_format)

    def download(self, url: str, image_format: ImageFormat = "png") -> bytes:
        """Fetches a picture from the presigned address in the results.

        Raises:
            AddressExpired: if the storage refuses the address; the results come with a new one.
            UnexpectedAnswer: if there is no picture of that format.
        """
        response = self._connection.fetch(url)
        if response.status_code in _REFUSALS:
            raise AddressExpired(f"The picture's address is refused: the storage answered {status_line(response)}.")
        if not response.is_success:
            raise UnexpectedAnswer(f"The picture could not be fetched: the storage answered {status_line(response)}.")
        if sniff(response.content) != image_format:
            raise UnexpectedAnswer(f"What the storage holds as the picture is not a {image_format.upper()} image.")
        return response.content

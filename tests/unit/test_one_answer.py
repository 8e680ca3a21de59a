"""A file gets one and the same answer by the client, by the API and by a drop."""

import pytest

from petavatar.accept import Acceptor
from petavatar.errors import UnsupportedImage
from petavatar_client import Photo
from testing import photos
from tests.support.cloud import Cloud, upload_key

ACCEPTED = {
    "jpeg": photos.jpeg(),
    "png": photos.png(),
    "heic": photos.heic(),
    **{name.lower(): photos.other(name) for name in ("WEBP", "AVIF", "GIF", "BMP", "TIFF")},
}
REFUSED = {
    "jpeg xl": b"\xff\x0a" + bytes(40),
    "live photo": (20).to_bytes(4) + b"ftypqt  " + bytes(40),
    "raw": b"IIU\0" + bytes(40),
    "pdf": b"%PDF-1.7",
    "apple's png": photos.png()[:12] + b"CgBI" + bytes(40),
    "text": b"Dear cat",
}


@pytest.fixture
def acceptor(cloud: Cloud) -> Acceptor:
    return Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_a_photo_is_accepted_whichever_way_it_comes(cloud: Cloud, acceptor: Acceptor, content: bytes) -> None:
    Photo.of(content).require_image()

    assert acceptor.accept(upload_key(cloud.upload(content))).status == "queued"
    assert acceptor.accept_or_fail(upload_key(cloud.upload(content))).status == "queued"


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_a_refusal_has_the_same_words_whichever_way_it_comes(cloud: Cloud, acceptor: Acceptor, content: bytes) -> None:
    words = Photo.of(content).refusal

    with pytest.raises(UnsupportedImage) as caught:
        acceptor.accept(upload_key(cloud.upload(content)))
    failed = acceptor.accept_or_fail(upload_key(cloud.upload(content)))

    assert (caught.value.detail, failed.error_message, failed.failure) == (words, words, "unsupported-image")

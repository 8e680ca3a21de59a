"""Bedrock's checks of an image before Claude gets it."""

import io
from typing import Final

from PIL import Image, UnidentifiedImageError

from local.bedrock.converse import ImageBlock
from local.bedrock.errors import invalid

# Amazon Bedrock API reference, `Message`: 3.75 MB and 8000 px a side. MB is taken as 10^6 bytes, the stricter reading.
MAX_BYTES: Final = 3_750_000
MAX_SIDE: Final = 8000
# Anthropic, "Vision": an image costs about width * height / 750 tokens.
_PIXELS_PER_TOKEN: Final = 750


def image_tokens(image: ImageBlock) -> int:
    """Decodes an image completely, and returns how many tokens it costs.

    Raises:
        BedrockError: if it is too large, damaged, or not of the declared format.
    """
    content = image.source.content
    if len(content) > MAX_BYTES:
        raise invalid(f"image exceeds 3.75 MB maximum: {len(content)} bytes > {MAX_BYTES} bytes")
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "GIF", "WEBP"]) as picture:
            width, height, kind = picture.width, picture.height, str(picture.format).lower()
            if max(width, height) > MAX_SIDE:
                raise invalid(f"At least one of the image dimensions exceed max allowed size: {MAX_SIDE} pixels")
            if kind != image.format:
                raise invalid(f"The image was specified using image/{image.format}, but appears to be image/{kind}")
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise invalid("Could not process image") from error
    return max(1, width * height // _PIXELS_PER_TOKEN)

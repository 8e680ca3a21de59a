"""Prepares the photo on standard input: `prepare_photo.py ours|vips|pillow`, and writes what it took as its last line.

`ours` is the agent's decoder, in all that it does; `vips` is pyvips' thumbnail of the same size and quality; `pillow`
is the bare decode by the library that the decoder uses, at full size. Each reads its photo once it is loaded, as the
decoder does that is started while the photo downloads.
"""

import io
import json
import sys
import time

from bench.memory import peak_bytes

started = time.perf_counter()
way = sys.argv[1]
if way == "ours":
    from agent.photo import decoder
elif way == "vips":
    import pyvips
else:
    import pillow_heif
    from PIL import Image

LONG_EDGE_PX, QUALITY = 1568, 88


def prepare(photo: bytes) -> int:
    """Does it, and says how many bytes came out."""
    if way == "ours":
        return len(decoder.prepare(photo).jpeg)
    if way == "vips":
        image = pyvips.Image.thumbnail_buffer(photo, LONG_EDGE_PX, height=LONG_EDGE_PX, size="down")
        return len(image.jpegsave_buffer(Q=QUALITY, keep="none"))
    if photo[4:8] == b"ftyp" and b"avif" not in photo[8:32]:
        pillow_heif.options.DECODE_THREADS = 1
        return len(pillow_heif.open_heif(photo, remove_stride=False).data)
    with Image.open(io.BytesIO(photo)) as image:
        image.load()
        return image.width


loaded = time.perf_counter()
photo = sys.stdin.buffer.read()
begun = time.perf_counter()
size = prepare(photo)
seconds = time.perf_counter() - begun
print(json.dumps({"start_s": loaded - started, "seconds": seconds, "peak_bytes": peak_bytes(), "bytes": size}))

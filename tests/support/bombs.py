"""Pictures that are small as files, and large in memory."""

import struct
import zlib


def png_of_zeros(width: int, height: int) -> bytes:
    """A black PNG of one bit for each pixel, made without having its pixels in memory."""
    packer = zlib.compressobj(1)
    row = bytes(1 + -(-width // 8))
    data = b"".join([packer.compress(row) for _ in range(height)]) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, (b"IHDR", b"IDAT", b"IEND"), (header, data, b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

"""The fixtures of make_pillow_references.py that are BMP files."""

import struct

from drawings import GREY, HEIGHT, RGB, RGBA, WIDTH, packed, samples16, saved


def bmps():
    yield "rgb-24.bmp", saved(RGB, "BMP")
    bgr = padded(RGB.tobytes("raw", "BGR"))
    yield "rgb-24-top-down.bmp", bmp(24, bgr, top_down=True)
    yield "rgb-24-os2.bmp", bmp(24, bgr, header_size=12)
    yield "rgb-24-os2-2.bmp", bmp(24, bgr, header_size=64)
    yield "rgb-24-no-offset.bmp", bmp(24, bgr, rows_at=0)
    yield "rgb-24-last-padding-missing.bmp", bmp(24, bgr)[:-1]
    yield "rgb-32.bmp", bmp(32, padded(RGBA.tobytes("raw", "BGRA")))
    masks = {
        "bgrx": (0xFF0000, 0xFF00, 0xFF, 0),
        "xbgr": (0xFF000000, 0xFF0000, 0xFF00, 0),
        "bgxr": (0xFF000000, 0xFF00, 0xFF, 0),
        "abgr": (0xFF000000, 0xFF0000, 0xFF00, 0xFF),
        "rgba": (0xFF, 0xFF00, 0xFF0000, 0xFF000000),
        "bgra": (0xFF0000, 0xFF00, 0xFF, 0xFF000000),
        "bgar": (0xFF000000, 0xFF00, 0xFF, 0xFF0000),
        "none": (0, 0, 0, 0),
    }
    for order, mask in masks.items():
        header_size = 124 if mask[3] else 40
        yield f"rgb-32-{order}.bmp", bmp(32, padded(RGBA.tobytes("raw", "RGBA")), masks=mask, header_size=header_size)
    yield "rgb-24-masks.bmp", bmp(24, bgr, masks=masks["bgrx"], header_size=108)
    words = padded(samples16("<", 1))
    yield "rgb-16.bmp", bmp(16, words)
    yield "rgb-16-565.bmp", bmp(16, words, masks=(0xF800, 0x7E0, 0x1F, 0), header_size=56)
    yield "rgb-16-555.bmp", bmp(16, words, masks=(0x7C00, 0x3E0, 0x1F, 0), header_size=52)
    yield "palette-8.bmp", saved(RGB.quantize(200), "BMP")
    indices = padded(GREY.tobytes("raw", "L"))
    colours = bytes((i * 37) % 256 for i in range(4 * 256))
    yield "palette-8-top-down.bmp", bmp(8, indices, palette=colours, top_down=True)
    yield "palette-8-short.bmp", bmp(8, indices, palette=colours[: 4 * 100], colours=100)
    yield "palette-8-not-in-offset.bmp", bmp(8, indices, palette=colours, rows_at=54)
    yield "palette-8-os2.bmp", bmp(8, indices, palette=colours[: 3 * 256], header_size=12)
    yield "palette-4.bmp", bmp(4, padded(packed(4)), palette=colours[: 4 * 16])
    yield "palette-1.bmp", bmp(1, padded(GREY.convert("1").tobytes("raw", "1")), palette=colours[:8])
    yield "grey-8.bmp", saved(GREY, "BMP")
    yield "grey-8-short.bmp", bmp(8, indices, palette=b"".join(bytes([i, i, i, 0]) for i in range(40)), colours=40)
    yield "grey-1.bmp", saved(GREY.convert("1"), "BMP")
    yield "run-lengths-8.bmp", bmp(8, b"\x2d\x50\0\0" * HEIGHT + b"\0\1", palette=colours, compression=1)


def padded(rows):
    """Each row to four bytes."""
    length = len(rows) // HEIGHT
    return b"".join(rows[y * length : (y + 1) * length] + bytes(-length % 4) for y in range(HEIGHT))


def bmp(bits, rows, header_size=40, top_down=False, masks=None, palette=b"", colours=0, rows_at=None, compression=0):
    """File header, header of the given size, masks behind one of 40 bytes, palette, rows."""
    if header_size == 12:
        header = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, bits)
    else:
        height = -HEIGHT if top_down else HEIGHT
        kind = compression if masks is None else 3
        header = struct.pack("<IiiHHIIiiII", header_size, WIDTH, height, 1, bits, kind, 0, 2835, 2835, colours, 0)
        header += struct.pack("<4I", *(masks or (0, 0, 0, 0)))[: 12 if header_size in (40, 52) else 16]
        header = header.ljust(header_size, b"\0")[: header_size + (12 if header_size == 40 and masks else 0)]
    start = 14 + len(header) + len(palette) if rows_at is None else rows_at
    file_header = b"BM" + struct.pack("<IHHI", 14 + len(header) + len(palette) + len(rows), 0, 0, start)
    return file_header + header + palette + rows

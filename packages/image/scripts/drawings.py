"""What make_pillow_references.py draws, HEIGHT rows of WIDTH pixels in every mode, and how samples become bytes."""

import io
import struct

from PIL import Image

WIDTH, HEIGHT = 45, 37


def drawn_rgb():
    """Slopes that reach 0 and 255, with a disc and a little texture."""
    rgb = bytearray()
    for y in range(HEIGHT):
        for x in range(WIDTH):
            inside = (x - 20) ** 2 + (y - 17) ** 2 < 100
            texture = (x * 7 + y * 13) % 11
            rgb += bytes([
                110 + texture if inside else x * 255 // (WIDTH - 1),
                70 - texture if inside else y * 255 // (HEIGHT - 1),
                60 if inside else (x * y) % 256,
            ])
    return Image.frombytes("RGB", (WIDTH, HEIGHT), bytes(rgb))


RGB = drawn_rgb()
GREY = RGB.convert("L")
ALPHA = Image.frombytes("L", (WIDTH, HEIGHT), bytes((x * 6 + y) % 256 for y in range(HEIGHT) for x in range(WIDTH)))
RGBA = Image.merge("RGBA", (*RGB.split(), ALPHA))
CMYK = Image.merge("CMYK", (*RGB.split(), ALPHA))
GREY_AND_ALPHA = Image.merge("LA", (GREY, ALPHA))
TURNED = RGB.rotate(180)


def samples16(order, channels):
    """16-bit samples, row by row: low and high bytes vary independently, and every sixth sample is below 256."""
    count = WIDTH * HEIGHT * channels
    samples = [(index * 40503) % 65536 if index % 6 else index % 256 for index in range(count)]
    return struct.pack(f"{order}{count}H", *samples)


def packed(depth):
    """Grey samples of 2 or 4 bits, the first in the highest bits, rows padded to bytes."""
    rows, pixels = bytearray(), GREY.tobytes()
    for y in range(HEIGHT):
        bits = "".join(format(p >> (8 - depth), f"0{depth}b") for p in pixels[y * WIDTH : (y + 1) * WIDTH])
        bits += "0" * (-len(bits) % 8)
        rows += bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    return bytes(rows)


def saved(image, file_format, **options):
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()

"""Decodes with Pillow what fuzz-jpeg.mjs sends.

Reads files from standard input, each after its length in 4 bytes (little endian), until there is none. Writes a line for
each: width, height and the sha256 of Image.open(file).convert("RGB"), or `refused`. The first line is Pillow's version.
"""

import hashlib
import io
import struct
import sys
import warnings

from PIL import Image, __version__

warnings.simplefilter("ignore")


def main():
    print(__version__)
    while header := sys.stdin.buffer.read(4):
        print(answer(sys.stdin.buffer.read(*struct.unpack("<I", header))))


def answer(data):
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            rgb = image.convert("RGB")
    # Whatever a broken file makes Pillow raise (OSError, SyntaxError, ValueError, struct.error ...), it is a refusal.
    except Exception:
        return "refused"
    return f"{rgb.width} {rgb.height} {hashlib.sha256(rgb.tobytes()).hexdigest()}"


if __name__ == "__main__":
    main()

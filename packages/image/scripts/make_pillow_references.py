"""Draws the fixtures of @slc/image and records how Pillow decodes them and the 14 sample photographs.

    python -m venv /tmp/pillow && /tmp/pillow/bin/pip install pillow==13.0.0
    /tmp/pillow/bin/python packages/image/scripts/make_pillow_references.py [test_images]

The argument is the folder with the photographs, which test_images/fetch.mjs fills. Without it their references stay as
they are.
Writes fixtures/files/*, small drawings in every mode that Pillow reads, and fixtures/pillow-references.json:

    decode       file -> size and sha256 of Image.open(file).convert("RGB")
    preprocess   "from crop resize to" -> sha256 of the pixels of `noise` after crop and resize
    photographs  file -> sha256 of the file, of its RGB pixels, and of the inputs of both models

The code here and in drawings.py makes every drawing, and writes byte by byte the files that Pillow cannot write.
"""

import hashlib
import json
import struct
import sys
import zlib
from pathlib import Path

from PIL import Image, ImageCms, __version__

from bmps import bmps
from drawings import CMYK, GREY, GREY_AND_ALPHA, HEIGHT, RGB, RGBA, TURNED, WIDTH, packed, samples16, saved
from warned_jpegs import warned_jpegs

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
FILES = FIXTURES / "files"
REFERENCES = FIXTURES / "pillow-references.json"


def main():
    FILES.mkdir(parents=True, exist_ok=True)
    for old in FILES.iterdir():
        old.unlink()
    for name, data in [*jpegs(), *warned_jpegs(), *pngs(), *webps(), *tiffs(), *bmps()]:
        (FILES / name).write_bytes(data)
    references = {
        "madeBy": f"packages/image/scripts/make_pillow_references.py with Pillow {__version__}",
        "decode": {path.name: decoded(path) for path in sorted(FILES.iterdir())},
        "preprocess": preprocessed(),
        "photographs": photographs(),
    }
    REFERENCES.write_text(json.dumps(references, indent=1) + "\n")


def decoded(path):
    with Image.open(path) as image:
        rgb = image.convert("RGB")
    return {"width": rgb.width, "height": rgb.height, "sha256": sha256(rgb.tobytes())}


def preprocessed():
    """Sizes up and down, odd, one pixel, and so tall that Pillow 13 swaps its two passes."""
    sizes = [(600, 450), (450, 601), (333, 217), (192, 192), (193, 191), (64, 48), (33, 32), (5, 3)]
    sizes += [(1, 1), (1, 40), (40, 1), (7, 800), (800, 7), (32, 3300), (3300, 32)]
    resizers = {"nearest": Image.Resampling.NEAREST, "bilinear-antialiased": Image.Resampling.BILINEAR}
    hashes = {}
    for size in sizes:
        for crop, image in {"none": noise(size), "centre-square": centre_square(noise(size))}.items():
            for resize, resampling in resizers.items():
                for target in [(192, 192), (224, 224), (97, 131)]:
                    name = f"{size[0]}x{size[1]} {crop} {resize} {target[0]}x{target[1]}"
                    hashes[name] = sha256(image.resize(target, resampling).tobytes())
    return hashes


def photographs():
    if len(sys.argv) == 1:
        return json.loads(REFERENCES.read_text())["photographs"]
    paths = sorted(Path(sys.argv[1]).glob("*.jpg"))
    if not paths:
        sys.exit(f"{sys.argv[1]}: expected the photographs, found none: run node test_images/fetch.mjs")
    return {path.name: photograph(path) for path in paths}


def photograph(path):
    with Image.open(path) as image:
        rgb = image.convert("RGB")
    return {
        "file": sha256(path.read_bytes()),
        "rgb": sha256(rgb.tobytes()),
        "none nearest 224x224": sha256(rgb.resize((224, 224), Image.Resampling.NEAREST).tobytes()),
        "centre-square bilinear-antialiased 224x224": sha256(
            centre_square(rgb).resize((224, 224), Image.Resampling.BILINEAR).tobytes()
        ),
    }


def centre_square(image):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))


def noise(size):
    """Byte for byte the high byte of x -> 1664525 x + 1013904223 mod 2^32, from x = 1; the tests draw the same."""
    data, state = bytearray(size[0] * size[1] * 3), 1
    for index in range(len(data)):
        state = (1664525 * state + 1013904223) % 2**32
        data[index] = state >> 24
    return Image.frombytes("RGB", size, bytes(data))


def other_primaries():
    """An sRGB profile with red and green primaries exchanged: applying it would change every pixel."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The moment at which the profile was made would change the files with every run.
    profile[24:36] = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    count = struct.unpack(">I", profile[128:132])[0]
    tags = {bytes(profile[132 + 12 * i : 136 + 12 * i]): 136 + 12 * i for i in range(count)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red : red + 8], profile[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return bytes(profile)


# ---- JPEG

def jpegs():
    yield "rgb-444.jpg", saved(RGB, "JPEG", quality=90, subsampling=0)
    yield "rgb-422.jpg", saved(RGB, "JPEG", quality=80, subsampling=1)
    yield "rgb-420.jpg", saved(RGB, "JPEG", quality=75, subsampling=2)
    yield "rgb-420-progressive.jpg", saved(RGB, "JPEG", quality=75, subsampling=2, progressive=True)
    yield "rgb-restarts.jpg", saved(RGB, "JPEG", quality=75, subsampling=0, restart_marker_blocks=4)
    yield "rgb-untransformed.jpg", saved(RGB, "JPEG", quality=90, keep_rgb=True)
    yield "rgb-orientation-6.jpg", saved(RGB, "JPEG", exif=orientation(6))
    yield "rgb-profile.jpg", saved(RGB, "JPEG", icc_profile=other_primaries())
    yield "grey.jpg", saved(GREY, "JPEG", quality=90)
    cmyk = saved(CMYK, "JPEG", quality=90)
    adobe = cmyk.index(b"\xff\xee\x00\x0eAdobe")
    yield "cmyk-adobe.jpg", cmyk
    yield "ycck-adobe.jpg", cmyk[: adobe + 15] + b"\x02" + cmyk[adobe + 16 :]
    yield "cmyk-no-adobe-marker.jpg", cmyk[:adobe] + cmyk[adobe + 16 :]
    yield "cmyk-profile.jpg", saved(CMYK, "JPEG", icc_profile=other_primaries())


def orientation(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif.tobytes()


# ---- PNG

def pngs():
    yield "grey-1.png", saved(GREY.convert("1"), "PNG")
    yield "grey-2.png", png(2, 0, packed(2))
    yield "grey-4.png", png(4, 0, packed(4))
    yield "grey-8.png", saved(GREY, "PNG")
    yield "grey-8-trns.png", saved(GREY, "PNG", transparency=60)
    yield "grey-alpha-8.png", saved(GREY_AND_ALPHA, "PNG")
    yield "grey-16.png", png(16, 0, samples16(">", 1))
    yield "grey-16-trns.png", png(16, 0, samples16(">", 1), [(b"tRNS", struct.pack(">H", 5))])
    yield "grey-alpha-16.png", png(16, 4, samples16(">", 2))
    yield "rgb-8.png", saved(RGB, "PNG")
    yield "rgb-8-trns.png", saved(RGB, "PNG", transparency=(110, 70, 60))
    yield "rgb-8-interlaced.png", png(8, 2, RGB.tobytes(), interlaced=True)
    yield "rgb-8-gamma.png", png(8, 2, RGB.tobytes(), [(b"gAMA", struct.pack(">I", 100000))])
    yield "rgb-8-profile.png", saved(RGB, "PNG", icc_profile=other_primaries())
    yield "rgb-8-orientation-3.png", saved(RGB, "PNG", exif=orientation(3))
    yield "rgb-16.png", png(16, 2, samples16(">", 3))
    yield "rgba-8.png", saved(RGBA, "PNG")
    yield "rgba-16.png", png(16, 6, samples16(">", 4))
    yield "palette-256.png", saved(RGB.quantize(256), "PNG")
    yield "palette-4.png", saved(RGB.quantize(4), "PNG")
    yield "palette-transparent.png", saved(RGB.quantize(16), "PNG", transparency=bytes(range(0, 256, 16)))
    yield "animated.png", saved(RGB, "PNG", save_all=True, append_images=[TURNED])


def png(depth, colour_type, rows, chunks=(), interlaced=False):
    """PNG specification: chunks of length, name, data, CRC; each row of samples after a filter byte of 0."""
    row_bytes = len(rows) // HEIGHT
    lines = [rows[y * row_bytes : (y + 1) * row_bytes] for y in range(HEIGHT)]
    if interlaced:
        lines = list(adam7(lines, row_bytes // WIDTH))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour_type, 0, 0, int(interlaced))
    body = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", body), (b"IEND", b"")]
    written = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + written


def adam7(lines, pixel_bytes):
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        for line in lines[y0::dy]:
            yield b"".join(line[x * pixel_bytes : (x + 1) * pixel_bytes] for x in range(x0, WIDTH, dx))


# ---- WebP

def webps():
    yield "lossy.webp", saved(RGB, "WEBP", quality=80)
    yield "lossless.webp", saved(RGB, "WEBP", lossless=True)
    yield "lossy-alpha.webp", saved(RGBA, "WEBP", quality=80)
    yield "lossless-alpha.webp", saved(RGBA, "WEBP", lossless=True, exact=True)
    yield "lossy-profile.webp", saved(RGB, "WEBP", icc_profile=other_primaries())
    yield "lossy-orientation-6.webp", saved(RGB, "WEBP", exif=orientation(6))
    yield "animated.webp", saved(RGB, "WEBP", save_all=True, append_images=[TURNED], lossless=True)


# ---- TIFF

def tiffs():
    yield "rgb-8.tif", saved(RGB, "TIFF")
    yield "rgb-8-lzw.tif", saved(RGB, "TIFF", compression="tiff_lzw")
    yield "rgb-8-deflate.tif", saved(RGB, "TIFF", compression="tiff_adobe_deflate")
    yield "rgb-8-jpeg.tif", saved(RGB, "TIFF", compression="jpeg")
    yield "rgb-8-profile.tif", saved(RGB, "TIFF", icc_profile=other_primaries())
    yield "rgb-8-big-endian.tif", tiff(">", 2, (8, 8, 8), RGB.tobytes())
    yield "rgb-8-bigtiff.tif", saved(RGB, "TIFF", big_tiff=True)
    yield "rgb-8-planar.tif", tiff("<", 2, (8, 8, 8), b"".join(band.tobytes() for band in RGB.split()), planar=True)
    for value in range(2, 9):
        yield f"rgb-8-orientation-{value}.tif", tiff("<", 2, (8, 8, 8), RGB.tobytes(), orientation=value)
    yield "rgb-16.tif", tiff("<", 2, (16, 16, 16), samples16("<", 3))
    yield "rgb-16-big-endian.tif", tiff(">", 2, (16, 16, 16), samples16(">", 3))
    yield "rgba-8.tif", tiff("<", 2, (8, 8, 8, 8), RGBA.tobytes(), extra=2)
    premultiplied = RGBA.convert("RGBa").tobytes()
    yield "rgba-8-premultiplied.tif", tiff("<", 2, (8, 8, 8, 8), premultiplied, extra=1)
    yield "rgba-8-premultiplied-big-endian.tif", tiff(">", 2, (8, 8, 8, 8), premultiplied, extra=1)
    yield "rgba-16-premultiplied.tif", tiff("<", 2, (16, 16, 16, 16), samples16("<", 4), extra=1)
    yield "rgbx-8.tif", tiff("<", 2, (8, 8, 8, 8), RGBA.tobytes(), extra=0)
    yield "rgba-16.tif", tiff("<", 2, (16, 16, 16, 16), samples16("<", 4), extra=2)
    yield "grey-1.tif", saved(GREY.convert("1"), "TIFF")
    yield "grey-1-group4.tif", saved(GREY.convert("1"), "TIFF", compression="group4")
    yield "grey-1-white-is-zero.tif", tiff("<", 0, (1,), GREY.convert("1").tobytes())
    yield "grey-4.tif", tiff("<", 1, (4,), packed(4))
    yield "grey-8.tif", saved(GREY, "TIFF")
    yield "grey-8-white-is-zero.tif", tiff("<", 0, (8,), GREY.tobytes())
    yield "grey-alpha-8.tif", saved(GREY_AND_ALPHA, "TIFF")
    yield "grey-16.tif", tiff("<", 1, (16,), samples16("<", 1))
    yield "grey-16-big-endian.tif", tiff(">", 1, (16,), samples16(">", 1))
    yield "grey-16-white-is-zero.tif", tiff("<", 0, (16,), samples16("<", 1))
    yield "palette-256.tif", saved(RGB.quantize(256), "TIFF")
    yield "palette-16.tif", tiff("<", 3, (4,), packed(4), palette=[(i * 4111) % 65536 for i in range(48)])
    yield "cmyk-8.tif", saved(CMYK, "TIFF")
    yield "cmyk-16.tif", tiff("<", 5, (16, 16, 16, 16), samples16("<", 4))
    yield "float-32.tif", saved(GREY.convert("F"), "TIFF")
    yield "integer-32.tif", saved(GREY.convert("I"), "TIFF")
    yield "two-pages.tif", saved(RGB, "TIFF", save_all=True, append_images=[TURNED])


def tiff(order, photometric, bits, data, extra=None, planar=False, orientation=None, palette=None):
    """TIFF 6.0, uncompressed, one strip (one for each plane if planar): header, data, tag values, directory."""
    planes = len(bits) if planar else 1
    strip = len(data) // planes
    tags = {
        256: [WIDTH], 257: [HEIGHT], 258: list(bits), 259: [1], 262: [photometric],
        273: [8 + strip * i for i in range(planes)], 277: [len(bits)], 278: [HEIGHT],
        279: [strip] * planes, 284: [2 if planar else 1],
    }
    if extra is not None:
        tags[338] = [extra]
    if orientation is not None:
        tags[274] = [orientation]
    if palette is not None:
        tags[320] = palette
    data += b"\0" * (len(data) % 2)
    values, entries = b"", b""
    for tag, numbers in sorted(tags.items()):
        written = struct.pack(f"{order}{len(numbers)}H", *numbers)
        if len(written) > 4:
            written, values = struct.pack(f"{order}I", 8 + len(data) + len(values)), values + written
        entries += struct.pack(f"{order}HHI", tag, 3, len(numbers)) + written.ljust(4, b"\0")
    directory = struct.pack(f"{order}H", len(tags)) + entries + b"\0\0\0\0"
    magic = {"<": b"II*\0", ">": b"MM\0*"}[order]
    return magic + struct.pack(f"{order}I", 8 + len(data) + len(values)) + data + values + directory


# ----

def sha256(data):
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    main()

"""Draws the fixtures of @slc/image and records how Pillow decodes them and the 14 sample photographs.

    python -m venv /tmp/pillow && /tmp/pillow/bin/pip install pillow==13.0.0
    /tmp/pillow/bin/python packages/image/scripts/make_pillow_references.py [test_images]

The argument is the folder with the photographs, which test_images/fetch.mjs fills. Without it their references stay as
they are.
Writes fixtures/files/*, small drawings in every mode that Pillow reads, and fixtures/pillow-references.json:

    decode       file -> size and sha256 of Image.open(file).convert("RGB")
    preprocess   "from crop resize to" -> sha256 of the pixels of `noise` after crop and resize
    photographs  file -> sha256 of the file, of its RGB pixels, and of the inputs of both models

The code below makes every drawing, and writes byte by byte the files that Pillow cannot write.
"""

import hashlib
import io
import json
import struct
import sys
import zlib
from pathlib import Path

from PIL import Image, ImageCms, __version__

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
FILES = FIXTURES / "files"
REFERENCES = FIXTURES / "pillow-references.json"
WIDTH, HEIGHT = 45, 37


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


# ---- drawings, HEIGHT rows of WIDTH pixels

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


def warned_jpegs():
    """Files of which libjpeg warns although no pixel depends on the fault (jerror.h, JWRN_...)."""
    sequential = saved(RGB, "JPEG", quality=75, subsampling=2)
    scan = sequential.index(b"\xff\xda") + 2 + 12
    yield "warned-last-coefficient-0.jpg", with_bytes(sequential, scan - 2, b"\0")
    yield "warned-scan-parameters.jpg", with_bytes(sequential, scan - 3, b"\x01\x05\x21")
    yield "warned-jfif-2.jpg", with_bytes(sequential, 11, b"\x02\x09")
    adobe = b"\xff\xee\x00\x0eAdobe\x00\x64\0\0\0\0\x03"
    yield "warned-adobe-3.jpg", sequential[:2] + adobe + sequential[20:]
    cmyk = saved(CMYK, "JPEG", quality=90)
    yield "warned-cmyk-adobe-1.jpg", with_bytes(cmyk, cmyk.index(b"Adobe") + 11, b"\x01")
    stray = bytes(18) + b"\xff\x00maker\xff\xff\xff\xd3\x07"
    yield "warned-stray-bytes.jpg", with_stray_bytes(sequential, stray)
    progressive = saved(RGB, "JPEG", quality=75, subsampling=2, progressive=True)
    yield "warned-stray-bytes-progressive.jpg", with_stray_bytes(progressive, stray)
    header, mean, details, *rest = split_at_scans(progressive)
    yield "warned-details-first.jpg", header + details + mean + b"".join(rest)


def with_bytes(data, offset, written):
    return data[:offset] + written + data[offset + len(written) :]


def segments(data):
    """(marker, start, end) of each segment of a JPEG; the end of a scan is that of its header."""
    at = 2
    while data[at + 1] != 0xD9:
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        yield data[at + 1], at, end
        at = end
        while data[at] != 0xFF or data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 1


def with_stray_bytes(data, stray):
    """Before each segment but the first, by whose marker files are recognised, and those that follow a scan's data."""
    parts, kept, previous = [], 0, 0xDA
    for marker, start, _ in segments(data):
        if previous != 0xDA:
            parts += [data[kept:start], stray]
            kept = start
        previous = marker
    return b"".join([*parts, data[kept:]])


def split_at_scans(data):
    """What comes before the first table of Huffman codes, then each scan with the tables before it."""
    starts, after_scan = [0], True
    for marker, start, _ in segments(data):
        if after_scan and (marker in (0xC4, 0xDA)):
            starts.append(start)
            after_scan = False
        after_scan = after_scan or marker == 0xDA
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)])]


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


def packed(depth):
    """Grey samples of 2 or 4 bits, the first in the highest bits, rows padded to bytes."""
    rows, pixels = bytearray(), GREY.tobytes()
    for y in range(HEIGHT):
        bits = "".join(format(p >> (8 - depth), f"0{depth}b") for p in pixels[y * WIDTH : (y + 1) * WIDTH])
        bits += "0" * (-len(bits) % 8)
        rows += bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    return bytes(rows)


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


# ---- BMP

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


# ----

def saved(image, file_format, **options):
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    main()

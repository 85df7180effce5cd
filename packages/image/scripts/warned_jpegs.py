"""The fixtures of make_pillow_references.py that are JPEG files of which libjpeg warns although no pixel depends on it."""

import struct

from drawings import CMYK, RGB, saved


def warned_jpegs():
    """By libjpeg's warning: jerror.h, JWRN_..."""
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

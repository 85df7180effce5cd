"""Decodes pydicom's own test files with pydicom, for dicom-references.test.ts.

    python decode_pydicom_files.py FOLDER NAME...

Writes each file that it reads as NAME.rgb into FOLDER: the first frame as 8-bit RGB, (height, width, 3). Palettes and 16 bits give their
high byte. Needs pydicom, pillow and pyjpegls. JPEGs are decoded by Pillow, whose libjpeg gives the pixels of ours.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
import pydicom
from pydicom.pixels import apply_color_lut, pixel_array

warnings.simplefilter("ignore")
FILES = Path(pydicom.__file__).parent / "data" / "test_files"
BY_PILLOW = ["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"]

folder = Path(sys.argv[1])
for name in sys.argv[2:]:
    dataset = pydicom.dcmread(FILES / name)
    plugin = {"decoding_plugin": "pillow"} if dataset.file_meta.TransferSyntaxUID in BY_PILLOW else {}
    pixels = pixel_array(dataset, index=0, **plugin)
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, dataset)
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    (folder / f"{name}.rgb").write_bytes(pixels.tobytes())

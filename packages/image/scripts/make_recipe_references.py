"""Records what Pillow, OpenCV and TensorFlow make of the noise of make_pillow_references.py, for each word of a recipe.

    python3.11 -m venv /tmp/recipes
    /tmp/recipes/bin/pip install pillow==13.0.0 opencv-python-headless==5.0.0.93 tensorflow==2.15.1 "numpy<2"
    /tmp/recipes/bin/python packages/image/scripts/make_recipe_references.py

Writes fixtures/recipe-references.json:

    resized       "from resize to" -> sha256 of the pixels, for the resizings of Pillow and OpenCV
    grey          "from resize to" -> sha256 of the pixels of convert("L"), resized; each three times
    framed        "from shorter centre resize" -> sha256 of torchvision's Resize(shorter) and CenterCrop(centre)
    centreCrop    "from centre" -> the first row and column of torchvision's CenterCrop, negative before the picture
    centralCrop   "from fraction" -> left, top, width, height of tf.image.central_crop
    floats        "from to" -> tf.image.resize(…, "bilinear"), 256 steps a level, little endian, base64

torchvision calls Pillow for these; its own arithmetic (torchvision/transforms/functional.py, 0.9 and later) is repeated here.
"""

import base64
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import PIL
import tensorflow as tf
from PIL import Image

TARGET = Path(__file__).resolve().parent.parent / "fixtures" / "recipe-references.json"
SIZES = [(600, 450), (450, 601), (333, 217), (448, 448), (672, 448), (194, 262), (64, 48), (33, 32), (5, 3), (1, 1), (1, 40)]
SIZES += [(40, 1), (7, 800), (800, 7), (32, 3300), (3300, 32)]
TARGETS = [(224, 224), (97, 131), (64, 64), (1, 1)]
PILLOW = {"bicubic": Image.Resampling.BICUBIC, "lanczos": Image.Resampling.LANCZOS}
SIMPLE = {"nearest": Image.Resampling.NEAREST, "bilinear-antialiased": Image.Resampling.BILINEAR}
OPENCV = {"bilinear-opencv": cv2.INTER_LINEAR, "area": cv2.INTER_AREA}


def main():
    references = {
        "madeBy": "packages/image/scripts/make_recipe_references.py with "
        f"Pillow {PIL.__version__}, OpenCV {cv2.__version__}, TensorFlow {tf.__version__}",
        "resized": resized(),
        "grey": grey(),
        "framed": framed(),
        "centreCrop": centre_crop(),
        "centralCrop": central_crop(),
        "floats": floats(),
    }
    TARGET.write_text(json.dumps(references, indent=1) + "\n")


def resized():
    hashes = {}
    for size in SIZES:
        pixels = noise(size)
        # Halves, thirds and whole parts of one side, which OpenCV rounds otherwise.
        whole = [(size[0] // n, size[1] // m) for n, m in [(2, 2), (3, 3), (4, 2), (1, 2), (7, 1)]]
        for target in TARGETS + [to for to in whole if to[0] and to[1] and size[0] < 700 > size[1]]:
            for name, resampling in PILLOW.items():
                hashes[key(size, name, target)] = sha256(Image.fromarray(pixels).resize(target, resampling))
            for name, interpolation in OPENCV.items():
                hashes[key(size, name, target)] = sha256(cv2.resize(pixels, target, interpolation=interpolation))
    return hashes


def grey():
    hashes = {}
    for size in [(600, 450), (33, 32)]:
        pixels = Image.fromarray(noise(size)).convert("L")
        for name, resampling in {**PILLOW, **SIMPLE}.items():
            hashes[key(size, name, (64, 64))] = sha256(np.repeat(np.asarray(pixels.resize((64, 64), resampling))[..., None], 3, -1))
        for name, interpolation in OPENCV.items():
            small = cv2.resize(np.asarray(pixels), (64, 64), interpolation=interpolation)
            hashes[key(size, name, (64, 64))] = sha256(np.repeat(small[..., None], 3, -1))
    return hashes


def framed():
    hashes = {}
    for size in [(600, 450), (450, 601), (333, 217), (224, 300), (256, 256), (64, 48), (33, 1000), (32, 3300)]:
        for shorter, centre in [(256, 224), (73, 64), (64, 64), (40, 51), (51, 64)]:
            for name, resampling in {**PILLOW, **SIMPLE}.items():
                picture = resize_shorter(Image.fromarray(noise(size)), shorter, resampling)
                hashes[f"{named(size)} {shorter} {centre} {name}"] = sha256(torchvision_centre(picture, centre))
    return hashes


def resize_shorter(image, size, resampling):
    width, height = image.size
    short, long = (width, height) if width <= height else (height, width)
    if short == size:
        return image
    longer = int(size * long / short)
    return image.resize((size, longer) if width <= height else (longer, size), resampling)


def torchvision_centre(image, side):
    width, height = image.size
    if side > width or side > height:
        left, top = (max((side - length) // 2, 0) for length in (width, height))
        right, bottom = (max((side - length + 1) // 2, 0) for length in (width, height))
        padded = Image.new("RGB", (width + left + right, height + top + bottom))
        padded.paste(image, (left, top))
        image, (width, height) = padded, padded.size
    top, left = int(round((height - side) / 2.0)), int(round((width - side) / 2.0))
    return image.crop((left, top, left + side, top + side))


def centre_crop():
    """Each length beside itself, so that both axes are told."""
    corners = {}
    for length in range(20, 33):
        for side in range(20, 33):
            position = Image.fromarray(np.arange(1, length + 1, dtype=np.uint8)[None].repeat(length, 0)).convert("RGB")
            row = np.asarray(torchvision_centre(position, side))[side // 2, :, 0].astype(int)
            first = int(np.argmax(row > 0))
            corners[f"{length} {side}"] = int(row[first]) - 1 - first
    return corners


def central_crop():
    regions = {}
    for size in [(600, 450), (333, 217), (64, 48), (5, 3), (1, 40)]:
        for fraction in [0.875, 0.5, 0.333, 1.0, 0.9]:
            columns, rows = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
            kept = tf.image.central_crop(np.stack([columns, rows], -1), fraction).numpy()
            regions[f"{named(size)} {fraction}"] = [int(v) for v in (*kept[0, 0], kept.shape[1], kept.shape[0])]
    return regions


def floats():
    values = {}
    for size in [(60, 45), (45, 61), (33, 21), (48, 48), (5, 3), (1, 1), (1, 40), (40, 1)]:
        for target in [(24, 24), (9, 13), (1, 1), (20, 7)]:
            result = tf.image.resize(noise(size), (target[1], target[0]), method="bilinear").numpy()
            steps = np.round(result * 256).astype("<u2")
            values[f"{named(size)} {named(target)}"] = base64.b64encode(steps.tobytes()).decode()
    return values


def noise(size):
    data, state = bytearray(size[0] * size[1] * 3), 1
    for index in range(len(data)):
        state = (1664525 * state + 1013904223) % 2**32
        data[index] = state >> 24
    return np.frombuffer(bytes(data), np.uint8).reshape(size[1], size[0], 3)


def key(size, name, target):
    return f"{named(size)} {name} {named(target)}"


def named(size):
    return f"{size[0]}x{size[1]}"


def sha256(pixels):
    return hashlib.sha256(np.asarray(pixels).tobytes()).hexdigest()


if __name__ == "__main__":
    main()

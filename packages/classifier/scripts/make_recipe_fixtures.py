"""Writes small Keras models, untrained, and what Keras gives for one picture by different training recipes.

    python3.11 -m venv /tmp/recipes
    /tmp/recipes/bin/pip install pillow==13.0.0 opencv-python-headless==5.0.0.93 tensorflow==2.15.1 "numpy<2"
    /tmp/recipes/bin/python packages/classifier/scripts/make_recipe_fixtures.py

Writes to fixtures/recipes: picture.png, colour.h5 and grey.h5 (gzipped), whose outputs are logits, and expected.json with
the logits by the recipe of each name. Every recipe is the library's own functions, called as people call them; the test
writes the same recipe in a manifest's words.
"""

import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import PIL
import tensorflow as tf
from PIL import Image
from tensorflow import keras

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "recipes"
SIDE = 48
GREY_SIDE = 28


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = draw()
    picture.save(FOLDER / "picture.png")
    models = {"colour": model(SIDE, 3), "grey": model(GREY_SIDE, 1)}
    for name, each in models.items():
        save(each, FOLDER / f"{name}.h5.gz")
    inputs = {"colour": colour_inputs(picture), "grey": grey_inputs(picture)}
    expected = {
        "madeBy": "packages/classifier/scripts/make_recipe_fixtures.py with "
        f"Pillow {PIL.__version__}, OpenCV {cv2.__version__}, TensorFlow and Keras {tf.__version__}",
        "logits": {
            f"{name}: {recipe}": [float(v) for v in models[name].predict(values[None], verbose=0)[0]]
            for name, recipes in inputs.items()
            for recipe, values in recipes.items()
        },
    }
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def draw():
    """97 x 70: a dark patch on skin, with a texture that resizing without a filter keeps."""
    y, x = np.mgrid[0:70, 0:97]
    patch = ((x - 40) ** 2 / 700 + (y - 36) ** 2 / 300 < 1)[..., None]
    texture = ((x * 37 + y * 91 + x * y * 7) % 41 - 20)[..., None] * [1, 0.6, 0.3]
    colours = np.where(patch, [96, 58, 47], [214, 160, 140]) + texture + (x / 4 - y / 3)[..., None] * [0.2, 0.7, 1]
    return Image.fromarray(np.clip(np.round(colours), 0, 255).astype(np.uint8))


def model(side, channels):
    keras.utils.set_random_seed(side)
    layers = keras.layers
    return keras.Sequential([
        layers.Input((side, side, channels)),
        layers.Conv2D(6, 3, strides=2, activation="relu", kernel_initializer=keras.initializers.RandomNormal(stddev=0.3)),
        layers.Conv2D(8, 3, strides=2, activation="relu", kernel_initializer=keras.initializers.RandomNormal(stddev=0.3)),
        layers.GlobalAveragePooling2D(),
        layers.Dense(4, kernel_initializer=keras.initializers.RandomNormal(stddev=0.5)),
    ])


def save(each, path):
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "model.h5"
        each.save(plain, include_optimizer=False)
        path.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))


def colour_inputs(picture):
    size = (SIDE, SIDE)
    loaded = picture.resize(size, Image.Resampling.NEAREST)
    applications = keras.applications
    bgr = np.asarray(picture)[..., ::-1]
    square = picture.crop((13, 0, 83, 70))
    return {
        "keras-vgg": applications.vgg16.preprocess_input(as_floats(loaded)),
        "keras-resnet50": applications.resnet50.preprocess_input(as_floats(loaded)),
        "keras-densenet": applications.densenet.preprocess_input(as_floats(loaded)),
        "original": (as_floats(loaded) / 255 - 0.5) * 2,
        "torchvision": imagenet(torchvision_centre(shorter_side(picture, 55, Image.Resampling.BILINEAR), SIDE)),
        "timm": imagenet(torchvision_centre(shorter_side(picture, 54, Image.Resampling.BICUBIC), SIDE)),
        "image_dataset_from_directory": tf.image.resize(np.asarray(picture), size).numpy() / 127.5 - 1,
        "tf.image.central_crop": tf.image.resize(tf.image.central_crop(np.asarray(picture), 0.875), size).numpy() / 255,
        "cv2.INTER_LINEAR": cv2.resize(bgr, size).astype(np.float32) / 255,
        "cv2.INTER_AREA": cv2.resize(bgr, size, interpolation=cv2.INTER_AREA).astype(np.float32) - [104, 117, 123],
        "Lanczos of the square, grey": np.repeat(as_floats(square.convert("L").resize(size, Image.Resampling.LANCZOS))[..., None], 3, -1) / 255,
        "per_image_standardization": tf.image.per_image_standardization(as_floats(loaded)).numpy(),
        "per_image_standardization of each channel's own": tf.image.per_image_standardization(imagenet(loaded)).numpy(),
    }


def grey_inputs(picture):
    size = (GREY_SIDE, GREY_SIDE)
    grey = picture.convert("L")
    small = as_floats(grey.resize(size, Image.Resampling.NEAREST))[..., None]
    middle = torchvision_centre(shorter_side(grey, 32, Image.Resampling.BICUBIC), GREY_SIDE)
    return {
        "pixel / 255": small / 255,
        "torchvision's Grayscale": (as_floats(middle)[..., None] / 255 - 0.5) / 0.5,
        "cv2.INTER_AREA": cv2.resize(np.asarray(grey), size, interpolation=cv2.INTER_AREA).astype(np.float32)[..., None],
        "per_image_standardization": tf.image.per_image_standardization(small).numpy(),
    }


def as_floats(image):
    return np.asarray(image).astype(np.float32)


def imagenet(image):
    """torchvision's ToTensor and Normalize, channels last."""
    return (as_floats(image) / 255 - np.float32([0.485, 0.456, 0.406])) / np.float32([0.229, 0.224, 0.225])


def shorter_side(image, side, resampling):
    """torchvision's Resize of a number."""
    width, height = image.size
    longer = int(side * max(width, height) / min(width, height))
    return image.resize((side, longer) if width <= height else (longer, side), resampling)


def torchvision_centre(image, side):
    """torchvision's CenterCrop, of a picture that is large enough."""
    left, top = (int(round((length - side) / 2.0)) for length in image.size)
    return image.crop((left, top, left + side, top + side))


if __name__ == "__main__":
    main()

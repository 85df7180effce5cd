"""Writes fixtures/bare-files: small networks by what their first layers say of pixels, and Keras's own numbers for each.

    python3.11 -m venv keras2 && keras2/bin/pip install 'tensorflow-cpu==2.15.*'
    python3.11 -m venv keras3 && keras3/bin/pip install tensorflow-cpu
    keras2/bin/python packages/classifier/scripts/make-bare-file-fixtures.py
    keras3/bin/python packages/classifier/scripts/make-bare-file-fixtures.py

A network takes images of 9 x 8 pixels, and has seven classes. The files are kept packed (gzip). Those of each generation of
Keras are described by expected-kerasN.json:

    keras     version that wrote them
    image     pixels, 0..255, in row, column, channel order
    networks  file -> `scaling`, what pixels its author brings to the network outside of it (none, unit or original),
              `settled`, whether the first layers say so, and `logits`, Keras's for the image so scaled
"""

import gzip
import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers as L
from keras.applications import imagenet_utils

THREE = keras.__version__.startswith("3")
GENERATION, ENDING = ("keras3", "keras") if THREE else ("keras2", "h5")
FOLDER = Path(__file__).resolve().parents[1] / "fixtures/bare-files"
HEIGHT, WIDTH = 9, 8
IMAGE = np.random.default_rng(7).integers(0, 256, (HEIGHT, WIDTH, 3))
SCALES = {
    "none": lambda pixels: pixels,
    "unit": lambda pixels: pixels / 255,
    "original": lambda pixels: pixels / 127.5 - 1,
}
MEAN = [0.485, 0.456, 0.406]
VARIANCE = [0.229**2, 0.224**2, 0.225**2]


def preprocess(mode):
    return lambda x: imagenet_utils.preprocess_input(x, data_format="channels_last", mode=mode)


def fitted_on(pixels):
    """A Normalization that was adapted to images, as many notebooks do."""
    layer = L.Normalization()
    layer.adapt(pixels)
    return layer


def to_float(x):
    if THREE:
        return keras.ops.cast(x, "float32")
    import tensorflow as tf

    return tf.cast(x, tf.float32)


def batch_norm(mean, variance):
    layer = L.BatchNormalization()
    layer.build((None, HEIGHT, WIDTH, 3))
    layer.set_weights([np.full(3, 0.8), np.full(3, 0.1), np.full(3, mean), np.full(3, variance)])
    return layer


# name -> the first layers, how pixels come to them, and whether they say so themselves
STEMS = {
    "rescaling": (L.Rescaling(1 / 255), "none", True),
    "rescaling-around-zero": (L.Rescaling(1 / 127.5, offset=-1), "none", True),
    "rescaling-normalization": (lambda x: L.Normalization(mean=MEAN, variance=VARIANCE)(L.Rescaling(1 / 255)(x)), "none", True),
    "normalization-of-pixels": (fitted_on(IMAGE[None].astype("float32")), "none", True),
    "arithmetic": (lambda x: (x - 127.5) * (1 / 127.5), "none", True),
    "preprocess-tf": (preprocess("tf"), "none", True),
    "preprocess-torch": (preprocess("torch"), "none", True),
    "preprocess-caffe": (preprocess("caffe"), "none", True),
    "batch-norm-of-pixels": (batch_norm(150.0, 1800.0), "none", True),
    "whole-numbers": (to_float, "none", True),
    "normalization-of-units": (L.Normalization(mean=MEAN, variance=VARIANCE), "unit", False),
    "units-to-pixels": (lambda x: L.Rescaling(1 / 127.5, offset=-1)(L.Rescaling(255.0)(x)), "unit", False),
    "around-zero-to-units": (lambda x: L.Rescaling(0.5, offset=0.5)(x), "original", False),
    "convolution": (lambda x: x, "original", False),
}


def network(stem, dtype):
    keras.utils.set_random_seed(7)
    image = keras.Input((HEIGHT, WIDTH, 3), dtype=dtype)
    x = L.Conv2D(4, 3, strides=2, activation="relu")(stem(image))
    # Wide weights, so that another scaling gives clearly other numbers.
    wide = keras.initializers.RandomNormal(stddev=0.7, seed=7)
    return keras.Model(image, L.Dense(7, kernel_initializer=wide)(L.GlobalAveragePooling2D()(x)))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    networks = {}
    for name, (stem, scaling, settled) in STEMS.items():
        model = network(stem, "uint8" if name == "whole-numbers" else "float32")
        file = f"{GENERATION}-{name}.{ENDING}"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file
            model.save(path)
            (FOLDER / f"{file}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        given = SCALES[scaling](IMAGE.astype("float64")).astype("float32")
        logits = np.asarray(model(given[None]))[0]
        networks[file] = {
            "scaling": scaling,
            "settled": settled,
            "logits": [float(f"{value:.7g}") for value in logits],
        }
    described = {"keras": keras.__version__, "image": IMAGE.flatten().tolist(), "networks": networks}
    (FOLDER / f"expected-{GENERATION}.json").write_text(json.dumps(described) + "\n")


main()

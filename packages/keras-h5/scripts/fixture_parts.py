"""What the groups of fixtures share: Keras, the size of the images, random numbers that begin anew for each model."""
import os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import zlib
import numpy as np
import tensorflow as tf
import keras
from keras import layers as L

THREE = keras.__version__.startswith("3")
H, W = 9, 8
IMAGES = np.random.default_rng(7).integers(0, 256, (2, H, W, 3))


class Random:
    """Numbers for one model, the same whether it is written alone or with all others."""
    rng = np.random.default_rng(7)


def begin(name):
    Random.rng = np.random.default_rng(zlib.crc32(name.encode()))
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)


def end(x):
    """Two numbers that depend on every value."""
    if len(x.shape) > 2:
        x = L.Flatten()(x)
    return L.Dense(2)(x)


def spread(x, channels=4):
    """Values of both signs, on several channels."""
    return L.Conv2D(channels, 2, padding="same")(x)

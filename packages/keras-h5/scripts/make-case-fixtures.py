"""Writes small classifiers whose input, end or layers are of the less usual sorts, and beside each one Keras's own numbers.

    keras2/bin/python packages/keras-h5/scripts/make-case-fixtures.py packages/keras-h5/fixtures/cases [NAME...]
    keras3/bin/python packages/keras-h5/scripts/make-case-fixtures.py packages/keras-h5/fixtures/cases [NAME...]

The two environments are those of make-fixtures.py. NAME is that of a function below, such as any_size; without one all
are written. Beside a model NAME.h5.gz and NAME.keras.gz (one of them where Keras cannot write the other) is NAME.json:

    keras      version that wrote it
    images     pixels, in row, column, channel order, of each image
    outputs    Keras's, of each image
    size       height and width that a manifest has to say; left out where the network says them
    output     the output that a manifest has to name; left out where there is one
    scale      what a pixel is multiplied by before the network; left out for 1

keras2-field-grey and keras2-field-plane are not of this script: tf.keras 2.15 wrote them after files that people reported,
Conv2D and Dense on (28, 28, 1), and Flatten and Dense on (28, 28).
"""
import gzip, json, os, sys, zlib
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
import keras
from keras import layers as L

OUT, *WANTED = sys.argv[1:]
THREE = keras.__version__.startswith("3")
H, W = 12, 10
rng = np.random.default_rng(11)
IMAGES = {channels: rng.integers(0, 256, (3, H, W, channels)) for channels in (1, 3)}
PLANES = IMAGES[1][..., 0]
ops = keras.ops if THREE else None


def scaled(x):
    return L.Rescaling(1 / 127.5, offset=-1)(x)


def head(x, activation="softmax", units=3, name=None):
    return L.Dense(units, activation=activation, name=name)(L.GlobalAveragePooling2D()(x))


def body(x):
    return L.Conv2D(4, 3, activation="relu")(scaled(x))


def model(make_end, shape=(H, W, 3), **options):
    i = keras.Input(shape, **options)
    return keras.Model(i, make_end(i))


# Inputs

def any_size():
    yield "", model(lambda i: head(body(i)), (None, None, 3)), {"size": [H, W]}
    backbone = model(lambda i: L.Conv2D(4, 3)(scaled(i)), (None, None, 3))
    nested = keras.Sequential([backbone, L.GlobalAveragePooling2D(), L.Dense(3, activation="softmax")])
    nested(np.zeros((1, H, W, 3), "float32"))
    yield "-nested", nested, {"size": [H, W]}
    yield "-grey", model(lambda i: head(body(i)), (None, None, 1)), {"size": [H, W], "channels": 1}


def baked_batch():
    fixed = {"batch_size": 3}
    yield "", model(lambda i: head(body(i)), **fixed), {}
    reshape = (lambda x, shape: ops.reshape(x, shape)) if THREE else tf.reshape
    flat = lambda i: L.Dense(3, activation="softmax")(reshape(body(i), (3, -1)))
    yield "-flat", model(flat, **fixed), {}
    tokens = lambda i: L.Dense(3, activation="softmax")(L.GlobalAveragePooling1D()(reshape(body(i), (3, (H - 2) * (W - 2), 4))))
    yield "-tokens", model(tokens, **fixed), {}
    called = keras.Sequential([L.Rescaling(1 / 255), L.Conv2D(4, 3), L.GlobalMaxPooling2D(), L.Dense(3, activation="softmax")])
    called(np.zeros((1, H, W, 3), "float32"))
    yield "-called", called, {}


def grey():
    yield "", model(lambda i: head(body(i)), (H, W, 1)), {"channels": 1}
    flat = lambda i: L.Dense(3, activation="softmax")(L.Flatten()(scaled(i)))
    yield "-plane", model(flat, (H, W)), {"channels": 0}
    again = lambda i: head(body(L.Reshape((H, W, 1))(i)))
    yield "-plane-reshaped", model(again, (H, W)), {"channels": 0}
    chain = keras.Sequential([keras.Input((H, W)), L.Flatten(), L.Dense(8, activation="relu"), L.Dense(3, activation="softmax")])
    yield "-plane-sequential", chain, {"channels": 0}


def whole_numbers():
    cast = (lambda x: ops.cast(x, "float32")) if THREE else (lambda x: tf.cast(x, tf.float32))
    yield "-cast", model(lambda i: head(body(cast(i) / 255.0)), dtype="uint8"), {}
    yield "-rescaled", model(lambda i: head(L.Conv2D(4, 3)(L.Rescaling(1 / 255)(L.ZeroPadding2D(1)(i)))), dtype="uint8"), {}
    yield "-resized", model(lambda i: head(L.Conv2D(4, 3)(L.Rescaling(1 / 255)(L.Resizing(9, 9, "nearest" if THREE else "bilinear")(i)))), dtype="uint8"), {}
    inner = model(lambda i: L.Conv2D(4, 3)(i * 0.01))
    yield "-nested", model(lambda i: head(inner(i)), dtype="uint8"), {}
    yield "-int32", model(lambda i: head(L.Conv2D(4, 3)(cast(i) / 255.0)), dtype="int32"), {}
    yield "-float16", model(lambda i: head(body(i)), dtype="float16"), {}
    if THREE:
        yield "-arithmetic", model(lambda i: head(L.Conv2D(4, 3)(i / 255 - 0.5)), dtype="uint8"), {}
        yield "-times", model(lambda i: head(L.Conv2D(4, 3)(i * (1 / 255))), dtype="uint8"), {}
        yield "-normalised", model(lambda i: head(L.Conv2D(4, 3)(L.Normalization(mean=100.0, variance=900.0)(i))), dtype="uint8"), {}


# Outputs

def outputs():
    i = keras.Input((H, W, 3))
    x = body(i)
    two = [head(x, units=2, name="gender"), head(x, units=4, name="age")]
    for name in ("gender", "age"):
        yield f"-{name}", keras.Model(i, two), {"output": name}
    if THREE:
        yield "-by-name", keras.Model(i, {"first": two[0], "second": two[1]}), {"output": "second"}


# Ends

def mixtures():
    def of(mix, activation="softmax", units=3):
        i = keras.Input((H, W, 3))
        x = scaled(i)
        members = [head(L.Conv2D(4, size, activation="relu")(x), activation, units) for size in (1, 2, 3)]
        return keras.Model(i, mix(members))

    clip = (lambda x, low, high: ops.clip(x, low, high)) if THREE else tf.clip_by_value
    total = (lambda x: ops.sum(x, axis=-1, keepdims=True)) if THREE else (lambda x: tf.reduce_sum(x, axis=-1, keepdims=True))
    yield "-average", of(L.Average()), {}
    yield "-weights", of(lambda p: 0.2 * p[0] + 0.3 * p[1] + 0.5 * p[2]), {}
    yield "-sum", of(lambda p: (p[0] + p[1] + p[2]) / 3), {}
    yield "-rescaled", of(lambda p: L.Rescaling(1 / 3)(L.Add()(p))), {}
    yield "-clip", of(lambda p: clip(p[0], 1e-7, 1 - 1e-7)), {}
    yield "-average-clip", of(lambda p: clip(L.Average()(p), 1e-6, 1.0)), {}
    yield "-renormalised", of(lambda p: p[0] / total(p[0])), {}
    yield "-clip-renormalised", of(lambda p: (lambda q: q / total(q))(clip(p[0], 0.2, 0.5))), {}
    yield "-product", of(lambda p: (lambda q: q / total(q))(L.Multiply()(p))), {}
    yield "-squares", of(lambda p: p[0] ** 2 / total(p[0] ** 2)), {}
    yield "-columns", of(lambda p: L.GlobalAveragePooling1D()(L.Permute((2, 1))(L.Concatenate(axis=2)([L.Reshape((3, 1))(q) for q in p])))), {}
    stack, mean = (ops.stack, ops.mean) if THREE else (tf.stack, tf.reduce_mean)
    yield "-stacked", of(lambda p: mean(stack(p), axis=0)), {}
    yield "-stacked-inside", of(lambda p: mean(stack(p, axis=1), axis=1)), {}
    yield "-stacked-last", of(lambda p: mean(stack(p, axis=-1), axis=-1)), {}
    if THREE:
        yield "-averaged", of(lambda p: ops.average(stack(p), axis=0)), {}
    yield "-percent", of(lambda p: p[0] * 100.0), {}
    yield "-sigmoids", of(L.Average(), "sigmoid", 1), {}
    yield "-beside", of(lambda p: L.Concatenate()([1.0 - p[0], p[0]]), "sigmoid", 1), {}
    pixels = lambda i: L.GlobalAveragePooling2D()(L.Conv2D(3, 3, activation="softmax")(scaled(i)))
    yield "-pixels", model(pixels), {}
    members = [keras.Model(i, head(L.Conv2D(4, 3)(scaled(i)))) for i in (keras.Input((H, W, 3)), keras.Input((H, W, 3)))]
    yield "-models", model(lambda i: L.Average()([member(i) for member in members])), {}


# Layers that do nothing, and layers for pictures

class FixedDropout(L.Dropout):
    pass


@(keras.saving.register_keras_serializable("mine"))
class DropPath(L.Layer):
    def __init__(self, drop_prob=0.3, **kwargs):
        super().__init__(**kwargs)
        self.drop_prob = drop_prob

    def call(self, x, training=None):
        return x

    def get_config(self):
        return {**super().get_config(), "drop_prob": self.drop_prob}


class StochasticDepth(L.Layer):
    """As tensorflow_addons has it."""

    def __init__(self, survival_probability=0.6, **kwargs):
        super().__init__(**kwargs)
        self.survival_probability = survival_probability

    def call(self, x, training=None):
        return x[0] + self.survival_probability * x[1]

    def get_config(self):
        return {**super().get_config(), "survival_probability": self.survival_probability}


def regularisers():
    def end(i):
        x = body(i)
        x = DropPath()(FixedDropout(0.2, noise_shape=(None, 1, 1, 1))(x))
        return head(StochasticDepth()([x, L.Conv2D(4, 1)(x)]))

    yield "", model(end), {}


def augmentation():
    layers = [
        L.RandomFlip(), L.RandomRotation(0.3), L.RandomZoom(0.3), L.RandomTranslation(0.3, 0.3), L.RandomContrast(0.3),
        L.RandomBrightness(0.3), L.RandomCrop(H, W),
    ]
    if THREE:
        layers += [
            L.RandomColorDegeneration(0.5), L.RandomColorJitter(brightness_factor=0.5, hue_factor=0.2),
            L.RandomElasticTransform(1.0, 0.3), L.RandomErasing(1.0), L.RandomGaussianBlur(1.0), L.RandomGrayscale(1.0),
            L.RandomHue(0.5), L.RandomInvert(1.0), L.RandomPerspective(1.0, 0.3), L.RandomPosterization(4),
            L.RandomSaturation(0.5), L.RandomSharpness(0.5), L.RandomShear(0.3, 0.3), L.Solarization(0.5, 0.5), L.AugMix(),
            L.CutMix(), L.MixUp(), L.RandAugment(),
        ]
    yield "", model(lambda i: head(body(keras.Sequential(layers)(i)))), {}


def pictures():
    yield "-centre-crop", model(lambda i: head(body(L.CenterCrop(7, 6)(i)))), {}
    yield "-centre-crop-larger", model(lambda i: head(body(L.CenterCrop(15, 9)(i)))), {}
    yield "-resize-cropped", model(lambda i: head(body(L.Resizing(9, 11, crop_to_aspect_ratio=True)(i)))), {}
    if THREE:
        padded = L.Resizing(9, 11, pad_to_aspect_ratio=True, fill_value=30.0)
        yield "-resize-padded", model(lambda i: head(body(padded(i)))), {}
        yield "-auto-contrast", model(lambda i: head(body(L.AutoContrast()(i)))), {}
        flat = L.AutoContrast(value_range=(0, 1))
        yield "-auto-contrast-flat", model(lambda i: head(L.Conv2D(4, 1)(flat(L.Concatenate()([i / 510, i * 0 + 0.25]))))), {}


def resizes():
    # Smaller and larger along the two axes: 12 x 10 to 7 x 13.
    for method in ("bicubic", "area", "lanczos3", "lanczos5") + (() if THREE else ("gaussian", "mitchellcubic")):
        yield f"-{method}", model(lambda i: head(body(L.Resizing(7, 13, interpolation=method)(i)))), {}
        if THREE and method != "area":
            antialiased = L.Resizing(7, 13, interpolation=method, antialias=True)
            yield f"-{method}-antialiased", model(lambda i: head(body(antialiased(i)))), {}
    if not THREE:
        yield "-upsampled", model(lambda i: head(body(L.UpSampling2D((2, 3), interpolation="lanczos3")(i)))), {}
        yield "-function", model(lambda i: head(body(tf.image.resize(i, (7, 13), "bicubic", antialias=True)))), {}
        yield "-same-size", model(lambda i: head(body(L.Resizing(H, W, interpolation="gaussian")(i)))), {}
    else:
        antialiased = L.Resizing(7, 6, antialias=True)
        yield "-bilinear-antialiased", model(lambda i: head(body(antialiased(i)))), {}
        yield "-upsampled", model(lambda i: head(body(L.UpSampling2D((2, 3), interpolation="bicubic")(i)))), {}
        yield "-function", model(lambda i: head(body(ops.image.resize(i, (7, 13), "lanczos5", antialias=True)))), {}
    # From 48 rows to 31, row 15 lies exactly between two.
    between = keras.Sequential([L.UpSampling2D(4), L.Resizing(31, 13, interpolation="nearest")])
    yield "-nearest", model(lambda i: head(body(between(i)))), {}


CASES = [any_size, baked_batch, grey, whole_numbers, outputs, mixtures, regularisers, augmentation, pictures, resizes]


def write(name, network, options):
    own = np.random.default_rng(zlib.crc32(name.encode()))
    for weight in network.weights:
        if "seed" not in weight.name:
            weight.assign(own.normal(0, 0.6, weight.shape).astype("float32"))
    channels = options.pop("channels", 3)
    images = PLANES if channels == 0 else IMAGES[channels]
    dtype = network.inputs[0].dtype
    given = network.predict(images.astype(getattr(dtype, "name", dtype)), batch_size=len(images), verbose=0)
    if "output" in options:
        given = given[options["output"]] if isinstance(given, dict) else given[network.output_names.index(options["output"])]
    text = {
        "keras": keras.__version__,
        "images": [image.flatten().tolist() for image in images],
        "outputs": [[round(float(value), 8) for value in np.ravel(row)] for row in given],
        **options,
    }
    whole = os.path.join(OUT, f"keras{3 if THREE else 2}-{name}")
    with open(f"{whole}.json", "w") as file:
        json.dump(text, file)
    # What is a matter of the graph alone is the same in both formats.
    usual = "keras" if THREE else "h5"
    for extension in (usual,) if name.startswith(("mixtures", "pictures", "outputs", "resizes")) else ("h5", "keras"):
        path = f"{whole}.{extension}"
        try:
            network.save(path)
        except (NotImplementedError, ValueError, TypeError) as error:
            print("not written:", path, repr(error)[:120])
            continue
        with open(path, "rb") as file:
            packed = gzip.compress(file.read(), mtime=0)
        os.remove(path)
        with open(path + ".gz", "wb") as file:
            file.write(packed)


os.makedirs(OUT, exist_ok=True)
for case in CASES:
    if WANTED and case.__name__ not in WANTED:
        continue
    for suffix, network, options in case():
        write(case.__name__.replace("_", "-") + suffix, network, dict(options))

"""Writes small models with real Keras, and beside each one Keras's own numbers for it.

    python3.11 -m venv keras2 && keras2/bin/pip install 'tensorflow-cpu==2.15.*'     (Python 3.9 to 3.11)
    python3.11 -m venv keras3 && keras3/bin/pip install tensorflow-cpu
    keras2/bin/python packages/keras-h5/scripts/make-fixtures.py packages/keras-h5/fixtures [NAME...]
    keras3/bin/python packages/keras-h5/scripts/make-fixtures.py packages/keras-h5/fixtures [NAME...]

NAME is one of GROUPS, POLICIES or CLASSIFIERS below, such as normalisation or softmax-8; without one all are written.
The files are kept packed (gzip): HDF5 leaves most of a small file empty.

A model takes images of 9 x 8 pixels, 0..255. A group has every layer and option in a branch of its own. Each branch ends
in two numbers, and the output has the branches side by side, so that a wrong number names its branch. A classifier ends in
pooling and a head. Beside a model NAME.h5.gz (or NAME.keras.gz) is NAME.h5.json:

    keras           version that wrote it
    branches        names, in the output's order, two numbers each
    images          pixels, in row, column, channel order, of each image
    outputs         Keras's, of each image
    parameters      Keras's count_params()

and of classifiers only:

    logits          what the last Dense gives before its activation, of each image
    embedding       what the head reads after pooling, flattened, of each image
    embeddingLayer  name of the Keras layer that gives it
"""
import gzip, json, os, sys, zlib
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
import keras
from keras import layers as L

OUT, *WANTED = sys.argv[1:]
THREE = keras.__version__.startswith("3")
H, W = 9, 8
rng = np.random.default_rng(7)
IMAGES = rng.integers(0, 256, (2, H, W, 3))


def end(x):
    """Two numbers that depend on every value."""
    if len(x.shape) > 2:
        x = L.Flatten()(x)
    return L.Dense(2)(x)


def spread(x, channels=4):
    """Values of both signs, on several channels."""
    return L.Conv2D(channels, 2, padding="same")(x)


def convolution(x):
    x = spread(x)
    yield "same, stride 2", L.Conv2D(3, 3, strides=2, padding="same")(x)
    yield "valid", L.Conv2D(3, 3, use_bias=False)(x)
    yield "even kernel", L.Conv2D(3, (4, 2), strides=(2, 1), padding="same")(x)
    yield "dilation, same", L.Conv2D(3, 3, dilation_rate=2, padding="same")(x)
    yield "dilation, valid", L.Conv2D(3, (3, 2), dilation_rate=(2, 3))(x)
    yield "groups", L.Conv2D(6, 3, groups=2, padding="same", activation="relu")(x)
    yield "stride above kernel", L.Conv2D(3, 1, strides=3, padding="same")(x)
    yield "depthwise", L.DepthwiseConv2D(3, padding="same", depth_multiplier=2)(x)
    yield "depthwise, stride", L.DepthwiseConv2D(3, strides=2, use_bias=False, activation="tanh")(x)
    yield "depthwise, dilation", L.DepthwiseConv2D(3, dilation_rate=2, padding="same")(x)
    yield "separable", L.SeparableConv2D(3, 3, padding="same", depth_multiplier=2)(x)
    yield "separable, stride", L.SeparableConv2D(3, (3, 2), strides=2, use_bias=False, activation="relu")(x)
    yield "dense on an image", L.Dense(3, activation="relu")(x)


def activation(x):
    x = spread(x, 2)
    x = L.Rescaling(3.0)(x)
    names = ["relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "swish", "silu", "sigmoid", "hard_sigmoid", "tanh", "softplus",
             "softsign", "softmax", "exponential", "mish", "linear"]
    names += ["hard_swish", "celu", "hard_tanh"] if THREE else []
    for name in names:
        yield name, L.Activation(name)(x)
    yield "in a dense layer", L.Dense(3, activation="relu6" if THREE else tf.nn.relu6)(L.Flatten()(x))
    yield "a layer as activation", L.Conv2D(2, 1, activation=L.LeakyReLU())(x)
    yield "ReLU", L.ReLU()(x)
    yield "ReLU, capped", L.ReLU(1.5)(x)
    yield "ReLU, leaky", L.ReLU(negative_slope=0.2)(x)
    yield "ReLU, leaky and capped", L.ReLU(1.5, negative_slope=0.2)(x)
    yield "ReLU, threshold", L.ReLU(threshold=0.7)(x)
    yield "LeakyReLU", (L.LeakyReLU(negative_slope=0.15) if THREE else L.LeakyReLU(alpha=0.15))(x)
    yield "ELU", L.ELU(0.7)(x)
    yield "PReLU", L.PReLU(alpha_initializer="uniform")(x)
    yield "PReLU, shared axes", L.PReLU(alpha_initializer="uniform", shared_axes=[1, 2])(x)
    yield "Softmax", L.Softmax()(x)
    if not THREE:
        yield "ThresholdedReLU", L.ThresholdedReLU(0.6)(x)


def pooling(x):
    x = spread(x)
    for name, layer in (("max", L.MaxPooling2D), ("average", L.AveragePooling2D)):
        yield f"{name}, valid", layer(2)(x)
        yield f"{name}, same", layer(3, strides=2, padding="same")(x)
        yield f"{name}, same, stride 1", layer((3, 2), strides=1, padding="same")(x)
        yield f"{name}, stride above window", layer(2, strides=3, padding="same")(x)
        yield f"{name}, after zeros", layer(3, strides=2)(L.ZeroPadding2D(1)(L.Rescaling(1.0, offset=-9.0)(x)))
    yield "global average", L.GlobalAveragePooling2D()(x)
    yield "global average, kept", L.GlobalAveragePooling2D(keepdims=True)(x)
    yield "global max", L.GlobalMaxPooling2D()(x)
    yield "global max, kept", L.GlobalMaxPooling2D(keepdims=True)(x)
    tokens = L.Reshape((-1, 4))(x)
    yield "global average of tokens", L.GlobalAveragePooling1D()(tokens)
    yield "global max of tokens", L.GlobalMaxPooling1D()(tokens)


def shaping(x):
    x = spread(x, 2)
    yield "pad, all", L.ZeroPadding2D(1)(x)
    yield "pad, each direction", L.ZeroPadding2D((1, 2))(x)
    yield "pad, each side", L.ZeroPadding2D(((0, 1), (2, 0)))(x)
    yield "pad and convolve", L.Conv2D(2, 3, strides=2)(L.ZeroPadding2D(((0, 1), (0, 1)))(x))
    yield "crop", L.Cropping2D(((1, 2), (0, 1)))(x)
    yield "upsample, nearest", L.UpSampling2D((2, 3))(x)
    yield "upsample, bilinear", L.UpSampling2D(2, interpolation="bilinear")(x)
    yield "resize, nearest", L.Resizing(5, 13, interpolation="nearest")(x)
    yield "resize, bilinear", L.Resizing(13, 5)(x)
    yield "centre crop", L.CenterCrop(4, 5)(x)
    yield "reshape", L.Reshape((6, -1, 2))(x)
    yield "reshape to tokens", L.Reshape((-1, 8))(x)
    yield "permute", L.Permute((2, 3, 1))(x)
    yield "permute tokens", L.Permute((2, 1))(L.Reshape((-1, 4))(x))
    yield "four axes", L.Permute((3, 1, 4, 2))(L.Reshape((3, 3, 8, 2))(x))


def merging(x):
    a, b = spread(x, 3), spread(x, 3)
    pixel = L.GlobalAveragePooling2D(keepdims=True)(b)
    yield "add", L.Add()([a, b, a])
    yield "subtract", L.Subtract()([a, b])
    yield "multiply", L.Multiply()([a, b])
    yield "multiply by a pixel", L.Multiply()([a, pixel])
    yield "multiply by a column", L.Multiply()([a, L.MaxPooling2D((H, 1))(b)])
    yield "average", L.Average()([a, b, a])
    yield "maximum", L.Maximum()([a, b])
    yield "minimum", L.Minimum()([a, b])
    yield "concatenate channels", L.Concatenate()([a, b, x])
    yield "concatenate rows", L.Concatenate(axis=1)([a, b])
    yield "concatenate columns", L.Concatenate(axis=2)([a, b])
    yield "concatenate vectors", L.Concatenate()([L.Flatten()(a), L.Flatten()(b)])


def normalisation(x):
    x = spread(x)
    yield "batch", L.BatchNormalization()(x)
    yield "batch, no scale", L.BatchNormalization(scale=False, epsilon=1e-5)(x)
    yield "batch, no centre", L.BatchNormalization(center=False)(x)
    yield "batch, folded", L.BatchNormalization()(L.Conv2D(3, 3, use_bias=True)(x))
    yield "batch, of a vector", L.BatchNormalization()(L.Dense(4)(L.Flatten()(x)))
    yield "batch, before relu and pad", L.Conv2D(2, 3, padding="same")(L.ReLU()(L.BatchNormalization()(x)))
    yield "layer", L.LayerNormalization(epsilon=1e-6)(x)
    yield "layer, plain", L.LayerNormalization(center=False, scale=False)(x)
    yield "layer, over all", L.LayerNormalization(axis=[1, 2, 3])(x)
    yield "layer, of tokens", L.LayerNormalization()(L.Reshape((-1, 8))(x))
    yield "group", L.GroupNormalization(2)(x)
    yield "group, one each", L.GroupNormalization(-1, scale=False)(x)
    adapted = L.Normalization(); adapted.adapt(rng.normal(1, 2, (50, H, W, 4)).astype("float32"))
    yield "to data", adapted(x)
    yield "to data, given", L.Normalization(mean=[0.1, 0.2, 0.3, 0.4], variance=[1.5, 0.5, 0.0, 2.0])(x)
    yield "to data, one for all", L.Normalization(axis=None, mean=0.3, variance=0.7)(x)
    yield "rescaling", L.Rescaling(0.5, offset=0.25)(x)
    yield "rescaling, each channel", L.Rescaling([0.5, 1.5, 2.0, -1.0], offset=[0.0, 1.0, 2.0, 3.0])(x)
    from keras.src.applications.convnext import LayerScale
    yield "layer scale", LayerScale(0.3, 4)(x)
    from keras.src.applications.inception_resnet_v2 import CustomScaleLayer
    yield "custom scale", CustomScaleLayer(0.2)([x, spread(x)])


def identity(x):
    x = spread(x)
    x = L.Dropout(0.5)(x); x = L.SpatialDropout2D(0.5)(x); x = L.GaussianNoise(0.5)(x); x = L.GaussianDropout(0.5)(x)
    x = L.AlphaDropout(0.5)(x); x = L.ActivityRegularization(l2=0.1)(x); x = L.RandomFlip()(x); x = L.RandomRotation(0.1)(x)
    x = L.RandomZoom(0.1)(x); x = L.RandomTranslation(0.1, 0.1)(x); x = L.RandomContrast(0.1)(x)
    yield "all", x


def operations(x):
    x = spread(x)
    y = spread(x)
    k = keras.ops if THREE else None
    yield "times a number", x * 2.0
    yield "number minus", 2.0 - x
    yield "divided by a number", x / 3.0
    yield "number divided by", 2.0 / (x * x + 1.0)
    yield "plus a vector", x + np.array([0.1, 0.2, 0.3, 0.4], "float32")
    yield "both ways", x * y - x / (y * y + 2.0) + y
    yield "negated", -x
    yield "power", (x * x + 0.5) ** 1.5
    yield "hard swish", x * ((k.relu6 if THREE else tf.nn.relu6)(x + 3.0) * (1.0 / 6.0))
    yield "slice", x[:, 1:-1, ::2]
    yield "slice, reversed", x[:, :, :, ::-1]
    yield "slice, one row", x[:, 2]
    yield "slice, one channel from the end", x[:, :, :, -1]
    if THREE:
        yield "slice, ellipsis", x[..., 1:3]
        yield "mean", k.mean(x, [1, 2], keepdims=True)
        yield "sum", k.sum(x, -1)
        yield "max", k.max(x, 1)
        yield "squeeze", k.squeeze(k.mean(x, [1, 2], keepdims=True), (1, 2))
        yield "expand", k.expand_dims(k.mean(x, -1), -1)
        yield "reshape", k.reshape(x, (-1, H * W, 4))
        yield "transpose", k.transpose(x, (0, 3, 1, 2))
        yield "concatenate", k.concatenate([x, y], -1)
        yield "maximum", k.maximum(x, 0.1)
        yield "minimum", k.minimum(x, y)
        yield "square root", k.sqrt(k.square(x) + 0.1)
        yield "inverse root", k.rsqrt(k.square(x) + 0.1)
        yield "exp, log, abs", k.log(k.exp(x) + k.abs(x))
        yield "erf", k.erf(x)
        yield "clip", k.clip(x, -0.2, 0.3)
        yield "gelu", k.gelu(x, approximate=False)
        yield "gelu, tanh", k.gelu(x)
        yield "silu, sigmoid, tanh", k.silu(x) + k.sigmoid(x) + k.tanh(x)
        yield "hard", k.hard_sigmoid(x) + k.hard_silu(x)
        yield "leaky", k.leaky_relu(x, 0.1) + k.elu(x, 0.7)
        yield "softmax", k.softmax(x)
        yield "pad", k.pad(x, [[0, 0], [1, 0], [0, 2], [0, 0]])
        yield "pools", k.concatenate([k.max_pool(x, 3, 2, "same"), k.average_pool(x, 3, 2, "same")], -1)
        yield "flip", k.flip(x, 1)
        yield "cast", k.cast(x, "float32")
        yield "resize", k.image.resize(x, (5, 13), "nearest")
    else:
        yield "mean", tf.reduce_mean(x, [1, 2], keepdims=True)
        yield "sum", tf.reduce_sum(x, -1)
        yield "max", tf.reduce_max(x, 1)
        yield "min", tf.reduce_min(x, [2, 1])
        yield "squeeze", tf.squeeze(tf.reduce_mean(x, [1, 2], keepdims=True), [1, 2])
        yield "expand", tf.expand_dims(tf.reduce_mean(x, -1), -1)
        yield "reshape", tf.reshape(x, (-1, H * W, 4))
        yield "transpose", tf.transpose(x, (0, 3, 1, 2))
        yield "concat", tf.concat([x, y], -1)
        yield "maximum", tf.maximum(x, 0.1)
        yield "minimum", tf.minimum(x, y)
        yield "square root", tf.sqrt(tf.square(x) + 0.1)
        yield "inverse root", tf.math.rsqrt(tf.square(x) + 0.1)
        yield "reciprocal", tf.math.reciprocal(tf.square(x) + 1.0)
        yield "exp, log, abs", tf.math.log(tf.exp(x) + tf.abs(x))
        yield "erf", tf.math.erf(x)
        yield "clip", tf.clip_by_value(x, -0.2, 0.3)
        yield "gelu", tf.nn.gelu(x)
        yield "gelu, tanh", tf.nn.gelu(x, approximate=True)
        yield "silu, sigmoid, tanh", tf.nn.silu(x) + tf.sigmoid(x) + tf.tanh(x)
        yield "leaky", tf.nn.leaky_relu(x, 0.1) + tf.nn.elu(x) + tf.nn.selu(x)
        yield "soft", tf.nn.softmax(x) + tf.nn.softplus(x) + tf.nn.softsign(x)
        yield "pad", tf.pad(x, [[0, 0], [1, 0], [0, 2], [0, 0]], constant_values=0.5)
        yield "pools", tf.concat([tf.nn.max_pool2d(x, 3, 2, "SAME"), tf.nn.avg_pool2d(x, [1, 3, 3, 1], [1, 2, 2, 1], "SAME")], -1)
        yield "reverse", tf.reverse(x, [1])
        yield "cast", tf.cast(x, tf.float32)
        yield "resize", tf.image.resize(x, (5, 13), method="nearest")
        yield "normalise", tf.math.l2_normalize(x, -1)
        yield "add_n", tf.add_n([x, y, x])


def nesting(x):
    inner = keras.Sequential([L.Input((H, W, 3)), L.Conv2D(4, 3, padding="same", name="conv"), L.BatchNormalization(name="bn")], name="inner")
    i = L.Input((H, W, 3), name="middle_input")
    middle = keras.Model(i, L.ReLU()(inner(i)), name="middle")
    outer = keras.Sequential([L.Input((H, W, 3)), L.RandomFlip(), middle, L.Conv2D(2, 1, name="last")], name="outer")
    outer.trainable = False
    yield "three deep, frozen", outer(x, training=False)
    shared = L.Conv2D(3, 3, padding="same", name="shared", activation="tanh")
    yield "a layer twice", shared(shared(x))
    twice = keras.Sequential([L.Input((H, W, 3)), L.Conv2D(3, 3, padding="same"), L.ReLU()], name="twice")
    yield "a model twice", twice(twice(x))
    i = L.Input((H, W, 3))
    c = L.Conv2D(3, 1)(i)
    both = keras.Model(i, [c, L.ReLU()(c)], name="both")
    first, second = both(x)
    yield "two outputs", L.Add()([first, second])
    p, q = L.Input((H, W, 3)), L.Input((H, W, 3))
    join = keras.Model([p, q], L.Subtract()([p, q]), name="join")
    yield "two inputs", join([x, shared(x)])
    free = keras.Model(*(lambda v: (v, L.Conv2D(2, 3)(v)))(L.Input((None, None, 3))), name="free")
    yield "any size", free(x)
    deferred = keras.Sequential([L.Conv2D(2, 3), L.ReLU()], name="deferred")
    yield "made when called", deferred(x)


def sequential():
    return keras.Sequential([L.Input((H, W, 3)), L.Rescaling(1 / 255), L.Conv2D(4, 3, activation="relu"), L.MaxPooling2D(name="pool"),
                             L.Flatten(), L.Dropout(0.5), L.Dense(2, activation="softmax")])


def headed(pool, *head):
    """A classifier whose head reads the layer `pool`."""
    def build():
        i = L.Input((H, W, 3))
        x = L.Conv2D(6, 3, activation="relu")(L.Rescaling(1 / 127.5, offset=-1.0)(i))
        x = pool(name="pool")(x)
        for layer in head:
            x = layer()(x)
        return keras.Model(i, x)
    return build


def dense(units, activation=None):
    return lambda: L.Dense(units, activation=activation)


GROUPS = {f.__name__: f for f in [convolution, activation, pooling, shaping, merging, normalisation, identity, operations, nesting]}
# Trained under a policy; the reference is the same network in float32, as it is computed here.
POLICIES = {"mixed_float16": convolution, "float16": pooling}
CLASSIFIERS = {
    "sequential": sequential,
    "sigmoid": headed(L.GlobalAveragePooling2D, lambda: L.Dropout(0.3), dense(1, "sigmoid")),
    "linear": headed(L.GlobalAveragePooling2D, dense(1)),
    "softmax-2": headed(L.GlobalAveragePooling2D, dense(2), lambda: L.Activation("softmax")),
    "softmax-8": headed(L.GlobalAveragePooling2D, dense(5, "relu"), lambda: L.Dropout(0.3), dense(8, "softmax")),
    "softmax-300": headed(L.GlobalMaxPooling2D, dense(300, "softmax")),
}


def begin(name):
    """Starts random numbers anew, so that a model is the same whether it is written alone or with all others."""
    global rng
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)


def settle(m):
    """Gives weights that begin with the same number everywhere other values, so that a mix-up shows."""
    for w in m.weights:
        value = np.asarray(w)
        if "moving_variance" in (w.path if THREE else w.name):
            w.assign(rng.uniform(0.5, 1.5, w.shape))
        elif value.ndim > 0 and value.dtype.kind == "f" and (value == value.flat[0]).all():
            w.assign(rng.normal(0.4, 0.3, w.shape))


def rounded(rows):
    return [[float(f"{v:.7g}") for v in np.ravel(row)] for row in np.asarray(rows)]


def write(name, m, formats, branches, reference=None, **more):
    name = f"{'keras3' if THREE else 'keras2'}-{name.replace('_', '-')}"
    outputs = (reference or m)(IMAGES.astype("float32"), training=False)
    record = {"keras": keras.__version__, "branches": branches, "images": [i.ravel().tolist() for i in IMAGES],
              "outputs": rounded(outputs), "parameters": int(m.count_params()), **more}
    for extension in formats:
        path = os.path.join(OUT, f"{name}.{extension}")
        m.save(path)
        with open(path, "rb") as plain:
            packed = gzip.compress(plain.read(), 9, mtime=0)
        with open(f"{path}.gz", "wb") as file:
            file.write(packed)
        os.remove(path)
        with open(f"{path}.json", "w") as file:
            json.dump(record, file)
    print(name, outputs.shape, flush=True)


def branched(group):
    i = L.Input((H, W, 3))
    x = L.Rescaling(1 / 127.5, offset=-1.0)(i)
    named = list(group(x))
    return keras.Model(i, L.Concatenate()([end(b) for _, b in named])), [n for n, _ in named]


def write_group(name, group):
    begin(name)
    m, branches = branched(group)
    settle(m)
    # The formats differ in how weights are found and layers are called: not every group is needed in both.
    both = name in ("nesting", "normalisation") or (THREE and name in ("operations", "convolution"))
    write(name, m, ["h5", "keras"] if both else ["h5"], branches)


def write_policy(name, group):
    begin(name)
    plain, branches = branched(group)
    settle(plain)
    keras.backend.clear_session()
    if name == "float16":
        keras.backend.set_floatx(name)
    keras.mixed_precision.set_global_policy(name)
    m, _ = branched(group)
    m.set_weights(plain.get_weights())
    plain.set_weights([np.asarray(w, "float32") for w in m.get_weights()])
    keras.backend.set_floatx("float32"); keras.mixed_precision.set_global_policy("float32")
    write(name, m, ["h5"], branches, reference=plain)


def write_classifier(name, build):
    begin(name)
    m = build()
    if name == "sequential":  # As trained, so that the file holds the state of an optimiser too.
        m.compile("adam", "categorical_crossentropy"); m.train_on_batch(IMAGES.astype("float32"), np.eye(2))
    else:
        settle(m)
    x = IMAGES.astype("float32")
    value_of = lambda tensor: np.asarray(keras.Model(m.inputs[0], tensor)(x, training=False))
    last = [layer for layer in m.layers if isinstance(layer, L.Dense)][-1]
    kernel, bias = last.get_weights()
    write(name, m, ["h5", "keras"] if name == "sequential" else ["keras" if THREE else "h5"], ["all"],
          logits=rounded(value_of(last.input) @ kernel + bias), embedding=rounded(value_of(m.get_layer("pool").output)), embeddingLayer="pool")


for kind, writer in ((GROUPS, write_group), (POLICIES, write_policy), (CLASSIFIERS, write_classifier)):
    for name, item in kind.items():
        if not WANTED or name in WANTED:
            writer(name, item)
unknown = set(WANTED) - GROUPS.keys() - POLICIES.keys() - CLASSIFIERS.keys()
if unknown:
    sys.exit(f"not known: {', '.join(sorted(unknown))}")

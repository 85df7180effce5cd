"""Writes small classifiers with real Keras, and beside each one its Grad-CAM and HiResCAM by automatic differentiation.

    keras2/bin/python packages/keras-h5/scripts/make-heat-map-fixtures.py packages/keras-h5/fixtures/heat-maps [NAME...]
    keras3/bin/python packages/keras-h5/scripts/make-heat-map-fixtures.py packages/keras-h5/fixtures/heat-maps [NAME...]

With the environments of make-fixtures.py. NAME is one of HEADS below; without one all are written: .h5 by Keras 2, .keras by
Keras 3, packed with gzip. Beside a model NAME.gz is NAME.json:

    keras       version that wrote it
    images      pixels, in row, column, channel order, of each image of 9 x 8
    shape       of a map: height, width, classes
    gradCam     relu(sum over channels of A times the mean of d logit / d A over all pixels), of each image
    hiResCam    relu(sum over channels of A times d logit / d A)

A is what the head pools or flattens. Of one unit z, two classes have the logits -z and z. Of several backbones, the maps are
resized to the largest, so that each keeps its sum, and averaged.
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
IMAGES = np.random.default_rng(7).integers(0, 256, (2, H, W, 3))


def trunk(name, channels=6, strides=1):
    """A backbone as a model of its own, which the classifier holds as one layer."""
    i = L.Input((H, W, 3))
    x = L.Conv2D(channels, 3, strides=strides)(L.Rescaling(1 / 127.5, offset=-1.0)(i))
    return keras.Model(i, L.ReLU()(L.BatchNormalization()(x)), name=name)


def mean_max(x):
    return L.Concatenate()([L.GlobalAveragePooling2D()(x), L.GlobalMaxPooling2D()(x)])


def chain(*layers):
    """The layers, called on the trunk's tensor and later on its values: the same weights both times."""
    def head(x):
        for layer in layers:
            x = layer(x)
        return x
    return head


def dense(units, activation=None):
    return L.Dense(units, activation=activation)


def heads():
    """Each gives the logits of one trunk's activations."""
    return {
        "mean": chain(L.GlobalAveragePooling2D(), dense(4)),
        "mean-relu": chain(L.GlobalAveragePooling2D(), dense(9, "relu"), L.Dropout(0.5), dense(4)),
        "mean-norm": chain(L.GlobalAveragePooling2D(), L.BatchNormalization(), dense(7), L.Dropout(0.5), dense(4)),
        "mean-norm-relu": chain(L.GlobalAveragePooling2D(), dense(9), L.BatchNormalization(), L.ReLU(), dense(4)),
        "mean-gelu": chain(L.GlobalAveragePooling2D(), L.LayerNormalization(epsilon=1e-6), dense(9, "gelu"), dense(4)),
        "mean-swish": chain(L.GlobalAveragePooling2D(keepdims=True), L.Conv2D(9, 1, activation="swish"), L.Dropout(0.2), L.Flatten(), dense(4)),
        "max": chain(L.GlobalMaxPooling2D(), dense(4)),
        "max-tanh": chain(L.GlobalMaxPooling2D(), dense(9, "tanh"), dense(4)),
        "flatten": chain(L.Flatten(), dense(9, "relu"), L.Dropout(0.5), dense(8, "relu"), L.Dropout(0.5), dense(4)),
        "unit": chain(L.GlobalAveragePooling2D(), dense(6, "relu"), dense(1)),
    }


def maps_of(trunks, head, images):
    """(images, height, width, classes) of each trunk."""
    values = [t(images, training=False) for t in trunks]
    with tf.GradientTape(persistent=True) as tape:
        for value in values:
            tape.watch(value)
        logits = head(*values)
        if logits.shape[-1] == 1:
            logits = tf.concat([-logits, logits], -1)
        columns = [logits[:, k] for k in range(logits.shape[-1])]
    for a in values:
        slopes = [tape.gradient(z, a) for z in columns]
        yield {"gradCam": tf.stack([tf.nn.relu(tf.reduce_sum(tf.reduce_mean(g, [1, 2], keepdims=True) * a, -1)) for g in slopes], -1),
               "hiResCam": tf.stack([tf.nn.relu(tf.reduce_sum(g * a, -1)) for g in slopes], -1)}


def mean_of(maps):
    height, width = (max(m.shape[axis] for m in maps) for axis in (1, 2))
    large = [tf.image.resize(m, (height, width)) * (m.shape[1] * m.shape[2] / (height * width)) for m in maps]
    return tf.add_n(large) / len(large)


def settle(m, rng):
    """Weights of both signs, and statistics that are not 0 and 1."""
    for w in m.weights:
        name = w.path if THREE else w.name
        if "moving_variance" in name:
            w.assign(rng.uniform(0.5, 1.5, w.shape))
        elif "kernel" in name:
            w.assign(rng.normal(0, 1 / np.sqrt(np.prod(w.shape[:-1])) * 1.5, w.shape))
        elif "gamma" in name:
            w.assign(rng.uniform(0.7, 1.4, w.shape))
        else:
            w.assign(rng.normal(0, 0.2, w.shape))


def write(name, build):
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    keras.backend.clear_session()
    trunks, head, m = build()
    settle(m, rng)
    images = tf.constant(IMAGES.astype("float32"))
    each = list(maps_of(trunks, head, images))
    maps = {method: mean_of([one[method] for one in each]) for method in ("gradCam", "hiResCam")}
    extension = "keras" if THREE else "h5"
    path = os.path.join(OUT, f"{'keras3' if THREE else 'keras2'}-{name}.{extension}")
    m.save(path)
    with open(path, "rb") as plain:
        packed = gzip.compress(plain.read(), 9, mtime=0)
    with open(f"{path}.gz", "wb") as file:
        file.write(packed)
    os.remove(path)
    record = {"keras": keras.__version__, "images": [i.ravel().tolist() for i in IMAGES], "shape": list(maps["gradCam"].shape[1:]),
              **{method: [[float(f"{v:.7g}") for v in np.ravel(row)] for row in value.numpy()] for method, value in maps.items()}}
    with open(f"{path}.json", "w") as file:
        json.dump(record, file)
    print(name, record["shape"], "largest %.3f %.3f" % tuple(np.max(v) for v in maps.values()), flush=True)


def of_one(name):
    def build():
        body, head = trunk("backbone"), heads()[name]
        i = L.Input((H, W, 3))
        z = head(body(i))
        end = "sigmoid" if z.shape[-1] == 1 else "softmax"
        return [body], head, keras.Model(i, L.Activation(end)(z))
    return build


def nested():
    """The transfer-learning habit: the backbone as the first layer of a Sequential."""
    body = trunk("backbone")
    layers = [L.GlobalAveragePooling2D(), L.Dropout(0.3), dense(4)]
    m = keras.Sequential([L.Input((H, W, 3)), body, *layers, L.Softmax()])
    return [body], chain(*layers), m


def side_by_side():
    """Mean and max of the same activations."""
    body, layers = trunk("backbone"), [dense(9, "relu"), dense(4)]
    head = lambda a: chain(*layers)(mean_max(a))
    i = L.Input((H, W, 3))
    return [body], head, keras.Model(i, L.Softmax()(head(body(i))))


def ensemble():
    """Two backbones of different sizes, each with a head; the logits are averaged."""
    bodies = [trunk("large"), trunk("small", 5, 2)]
    parts = [chain(L.GlobalAveragePooling2D(), dense(4)), chain(L.GlobalMaxPooling2D(), dense(6, "relu"), dense(4))]
    average = L.Average()
    head = lambda a, b: average([parts[0](a), parts[1](b)])
    i = L.Input((H, W, 3))
    return bodies, head, keras.Model(i, L.Softmax()(head(*(body(i) for body in bodies))))


HEADS = {**{name: of_one(name) for name in heads()}, "nested": nested, "side-by-side": side_by_side, "ensemble": ensemble}
unknown = set(WANTED) - HEADS.keys()
if unknown:
    sys.exit(f"not known: {', '.join(sorted(unknown))}")
os.makedirs(OUT, exist_ok=True)
for name, build in HEADS.items():
    if not WANTED or name in WANTED:
        write(name, build)

"""Writes whole architectures with real Keras, small in width and with random weights, and Keras's own logits for each.

    keras2/bin/python packages/keras-h5/scripts/make-architectures.py packages/keras-h5/fixtures/architectures [NAME...]
    keras3/bin/python packages/keras-h5/scripts/make-architectures.py packages/keras-h5/fixtures/architectures [NAME...]

with the environments of make-fixtures.py. NAME is one of own_architectures.py or small_applications.py; without one all are written.
Weights have 31 values each, so that they pack well. Beside a model NAME.h5.gz (or NAME.keras.gz) is NAME.h5.json:

    keras           version that wrote it
    logits          Keras's, for two images; number i of image n is (i * (37 + 24 * n) + 11 * n) % 256
    parameters      Keras's count_params()
    float64         of MobileNetV3 only: the logits of the same network in float64
"""
import gzip, json, os, sys, zlib
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import keras
from own_architectures import OWN_ARCHITECTURES
from small_applications import SMALL_APPLICATIONS

OUT, *WANTED = sys.argv[1:]
THREE = keras.__version__.startswith("3")


def images(model):
    shape = model.inputs[0].shape[1:]
    size = int(np.prod(shape))
    rows = [[(i * (37 + 24 * n) + 11 * n) % 256 for i in range(size)] for n in (0, 1)]
    return np.array(rows, "float32").reshape(2, *shape)


def settle(model, rng):
    for w in model.weights:
        value, name = np.asarray(w), w.path if THREE else w.name
        if "moving_variance" in name or name.endswith(("variance", "variance:0")):
            w.assign(rng.integers(50, 150, w.shape) / 100)
        elif "layer_scale" in name or "gamma" in name:
            w.assign(rng.integers(50, 150, w.shape) / 100)
        elif value.ndim > 0 and value.dtype.kind == "f" and value.size > 1 and (value == value.flat[0]).all():
            w.assign(rng.integers(-50, 50, w.shape) / 200)
        elif value.ndim > 1:
            step = np.abs(value).max() / 15
            w.assign(np.round(value / step).astype("float32") * np.float32(step))
    for layer in model.layers:
        if layer.__class__.__name__ == "Normalization":
            layer.finalize_state()  # It computes with a copy of its weights.


def measure(model, rng):
    """Gives batch norms the statistics of a few images, as training does, so that a signal stays one through all layers."""
    norms = [layer for layer in model.layers if "moving_variance" in str([w.name for w in layer.weights])]
    momenta = [layer.momentum for layer in norms]
    for layer in norms:
        layer.momentum = 0.0
    noise = rng.integers(0, 256, (12, *model.inputs[0].shape[1:])).astype("float32")
    model(noise * np.linspace(0.2, 1, 12).reshape(-1, 1, 1, 1), training=True)
    for layer, momentum in zip(norms, momenta):
        layer.momentum = momentum
        layer.moving_variance.assign(np.maximum(np.asarray(layer.moving_variance), 0.25))


def before_softmax(model):
    """The same model, without its last softmax."""
    last = model.layers[-1]
    if last.__class__.__name__ == "Dense":
        kernel, bias = last.get_weights()
        head = keras.Model(model.inputs, last.input)
        return lambda x: np.asarray(head(x, training=False)) @ kernel.astype(x.dtype) + bias.astype(x.dtype)
    head = keras.Model(model.inputs, last.input)
    return lambda x: np.asarray(head(x, training=False))


def double(build, model, x):
    keras.backend.set_floatx("float64"); keras.mixed_precision.set_global_policy("float64")
    try:
        twin = build()
        twin.set_weights([w.astype("float64") for w in model.get_weights()])
        return before_softmax(twin)(x.astype("float64"))
    finally:
        keras.backend.set_floatx("float32"); keras.mixed_precision.set_global_policy("float32")


def write(name, build):
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)
    model = build()
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    settle(model, rng)
    measure(model, rng)
    x = images(model)
    logits = before_softmax(model)(x)
    # Logits of a size that a trained network has, so that a difference of 0.001 is small.
    scale = float(np.clip(3 / logits.std(), 1e-3, 1e3))
    last = [layer for layer in model.layers if layer.get_weights()][-1]
    last.set_weights([w * np.float32(scale) for w in last.get_weights()])
    logits = before_softmax(model)(x)
    record = {"keras": keras.__version__, "logits": rounded(logits), "parameters": int(model.count_params())}
    distance = float("nan")
    if name.startswith("mobilenet-v3"):
        exact = double(build, model, x)
        distance = np.abs(exact - logits).max()
        record["float64"] = rounded(exact)
    path = os.path.join(OUT, f"{'keras3' if THREE else 'keras2'}-{name}.{'keras' if THREE else 'h5'}")
    model.save(path)
    with open(path, "rb") as plain:
        packed = gzip.compress(plain.read(), 9, mtime=0)
    with open(f"{path}.gz", "wb") as file:
        file.write(packed)
    os.remove(path)
    with open(f"{path}.json", "w") as file:
        json.dump(record, file)
    print(f"{name}: {model.count_params()} parameters, {len(packed)} bytes, logits to {np.abs(logits).max():.2f}, from float64 {distance:.1e}", flush=True)


def rounded(rows):
    return [[float(f"{v:.9g}") for v in row] for row in np.asarray(rows)]


ALL = {**OWN_ARCHITECTURES, **SMALL_APPLICATIONS}
for name, build in ALL.items():
    if not WANTED or name in WANTED:
        write(name, build)
unknown = set(WANTED) - ALL.keys()
if unknown:
    sys.exit(f"not known: {', '.join(sorted(unknown))}")

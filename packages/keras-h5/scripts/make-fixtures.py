"""Writes small models with real Keras, and beside each one Keras's own numbers for it.

    python3.11 -m venv keras2 && keras2/bin/pip install 'tensorflow-cpu==2.15.*'     (Python 3.9 to 3.11)
    python3.11 -m venv keras3 && keras3/bin/pip install tensorflow-cpu
    keras2/bin/python packages/keras-h5/scripts/make-fixtures.py packages/keras-h5/fixtures [NAME...]
    keras3/bin/python packages/keras-h5/scripts/make-fixtures.py packages/keras-h5/fixtures [NAME...]

NAME is one of GROUPS (layer_groups.py, attention_groups.py, function_groups.py), POLICIES or CLASSIFIERS below, such as
normalisation or softmax-8; without one all are written.
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
import gzip, json, os, sys
from fixture_parts import IMAGES, H, L, Random, THREE, W, begin, end, keras, np
from layer_groups import LAYER_GROUPS
from attention_groups import ATTENTION_GROUPS
from function_groups import FUNCTION_GROUPS
from raw_operation_groups import RAW_OPERATION_GROUPS

OUT, *WANTED = sys.argv[1:]


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


GROUPS = {f.__name__: f for f in [*LAYER_GROUPS, *ATTENTION_GROUPS, *FUNCTION_GROUPS, *([] if THREE else RAW_OPERATION_GROUPS)]}
# Trained under a policy; the reference is the same network in float32, as it is computed here.
POLICIES = {"mixed_float16": GROUPS["convolution"], "float16": GROUPS["pooling"]}
CLASSIFIERS = {
    "sequential": sequential,
    "sigmoid": headed(L.GlobalAveragePooling2D, lambda: L.Dropout(0.3), dense(1, "sigmoid")),
    "linear": headed(L.GlobalAveragePooling2D, dense(1)),
    "softmax-2": headed(L.GlobalAveragePooling2D, dense(2), lambda: L.Activation("softmax")),
    "softmax-8": headed(L.GlobalAveragePooling2D, dense(5, "relu"), lambda: L.Dropout(0.3), dense(8, "softmax")),
    "softmax-300": headed(L.GlobalMaxPooling2D, dense(300, "softmax")),
}


def settle(m):
    """Gives weights that begin with the same number everywhere other values, so that a mix-up shows."""
    for w in m.weights:
        value = np.asarray(w)
        if "moving_variance" in (w.path if THREE else w.name):
            w.assign(Random.rng.uniform(0.5, 1.5, w.shape))
        elif value.ndim > 0 and value.dtype.kind == "f" and (value == value.flat[0]).all():
            w.assign(Random.rng.normal(0.4, 0.3, w.shape))


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
    both = name in ("nesting", "normalisation", "attention", "wrapping") or (THREE and name in ("operations", "convolution"))
    newer = THREE and name in ("tokenwise", "functions", "preprocess")
    write(name, m, ["h5", "keras"] if both else ["keras"] if newer else ["h5"], branches)


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

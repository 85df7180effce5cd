"""TensorFlow's operations as layers of their own, as TensorFlow 2.0 to 2.3 saved them. Keras 2.15 keeps the class for such files."""
import itertools
from fixture_parts import H, THREE, W, keras, np, spread, tf

NUMBERS = itertools.count()


def as_layers(function, *values):
    """Traces a function, and calls one TensorFlowOpLayer for each operation in it."""
    from keras.src.engine.base_layer import TensorFlowOpLayer
    specs = [tf.TensorSpec(v.shape, v.dtype) for v in values]
    graph = tf.function(function).get_concrete_function(*specs).graph
    known = {place.name: value for place, value in zip(graph.inputs, values)}
    for operation in graph.get_operations():
        if operation.type in ("Placeholder", "Const"):
            continue
        constants, inputs = {}, []
        for i, tensor in enumerate(operation.inputs):
            if tensor.name in known:
                inputs.append(known[tensor.name])
            else:
                constants[i] = tf.get_static_value(tensor)
        node = operation.node_def
        node.name = f"{operation.type}_{next(NUMBERS)}"
        layer = TensorFlowOpLayer(node.SerializeToString(), name=node.name, constants=constants)
        results = layer(inputs[0] if len(inputs) == 1 else inputs)
        known.update(zip((o.name for o in operation.outputs), results if isinstance(results, (list, tuple)) else [results]))
        last = results
    return known[graph.outputs[0].name] if graph.outputs else last


def raw_operations(x):
    x, y = spread(x), spread(x)
    a = keras.layers.Reshape((-1, 8))(x)
    c = tf.constant(np.linspace(-1, 1, 12).reshape(4, 3).astype("float32"))
    of = {
        "arithmetic": lambda v, w: (v + w) * 2.0 - v / 3.0 + (2.0 - w) * tf.square(v),
        "powers": lambda v, w: tf.pow(tf.square(v) + 0.5, 1.5) + tf.sqrt(tf.abs(w)) + tf.math.rsqrt(tf.square(v) + 1.0) + tf.math.reciprocal(tf.square(v) + 1.0),
        "curves": lambda v, w: tf.exp(v) + tf.math.log(tf.abs(w) + 1.0) + tf.math.erf(v) + tf.sign(w) - tf.negative(v),
        "activations": lambda v, w: tf.nn.relu(v) + tf.nn.relu6(w) + tf.nn.leaky_relu(v, 0.3) + tf.nn.elu(w) + tf.nn.selu(v) + tf.sigmoid(w) + tf.tanh(v),
        "soft": lambda v, w: tf.nn.softplus(v) + tf.nn.softsign(w) + tf.nn.softmax(v),
        "extremes": lambda v, w: tf.maximum(v, 0.1) + tf.minimum(v, w) + tf.clip_by_value(w, -0.2, 0.3),
        "means": lambda v, w: tf.reduce_mean(v, [1, 2], keepdims=True) + tf.reduce_max(w, 3, keepdims=True),
        "sums": lambda v, w: tf.reduce_sum(v, [1, 2]) + tf.reduce_min(w, [1, 2]),
        "pools": lambda v, w: tf.concat([tf.nn.max_pool2d(v, 3, 2, "SAME"), tf.nn.avg_pool2d(w, 3, 2, "SAME")], -1),
        "resize": lambda v, w: tf.image.resize(v, (5, 13)) + tf.image.resize(w, (5, 13), "nearest"),
        "resize by weights": lambda v, w: tf.image.resize(v, (5, 13), "bicubic") + tf.image.resize(w, (5, 13), "area"),
        "where": lambda v, w: tf.where(v > 0.1, v, w) + tf.cast(tf.logical_and(v >= w, tf.logical_not(w < 0.0)), tf.float32),
        "shapes": lambda v, w: tf.transpose(tf.reshape(v, (-1, 36, 8)), (0, 2, 1)),
        "squeeze": lambda v, w: tf.squeeze(tf.expand_dims(v[:, 1:, ::2, -1], 1), [1]),
        "slice": lambda v, w: v[..., ::-1] + w[:, :, -1:, tf.newaxis, 2],
        "parts": lambda v, w: tf.split(v, 2, -1)[1] * tf.split(w, [1, 2, 1], -1)[1],
        "stacks": lambda v, w: tf.stack([tf.unstack(v, axis=3)[1], w[..., 0]], 2),
        "padding": lambda v, w: tf.pad(v, [[0, 0], [1, 0], [0, 2], [0, 0]]) + tf.pad(w, [[0, 0], [0, 1], [1, 1], [0, 0]], constant_values=0.5),
        "places": lambda v, w: tf.gather(tf.tile(tf.reverse(v, [1]), [1, 1, 2, 1]), [3, 0], axis=-1),
        "blocks": lambda v, w: tf.nn.depth_to_space(tf.nn.space_to_depth(v[:, :8], 4), 2),
        "einsum": lambda v, w: tf.einsum("bqhd,bkhd->bhqk", v, w),
        "constant matrix": lambda v, w: tf.matmul(tf.reduce_mean(v, [1, 2]), c),
    }
    for name, function in of.items():
        yield name, as_layers(function, x, y)
    yield "matrices", as_layers(lambda v: tf.matmul(v, v, transpose_b=True), a)


RAW_OPERATION_GROUPS = [raw_operations]

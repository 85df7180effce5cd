"""Groups of functions between layers: keras.ops of Keras 3, and TensorFlow's under Keras 2."""
from fixture_parts import H, THREE, W, keras, np, spread, tf


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


def functions(x):
    """Of several values, with several results, and what decides between values."""
    x = spread(x)
    y = spread(x)
    a = keras.layers.Reshape((-1, 8))(x)
    vector = keras.layers.GlobalAveragePooling2D()(x)
    k = keras.ops if THREE else None
    yield "last of each", x[:, -1, -2:, 0]
    yield "new axes", x[:, None, :, :, None]
    yield "a step back", x[:, ::-2, 5:1:-1]
    yield "one number", x[:, 1, 2, 3:]
    yield "two ellipses' worth", x[..., None, -1]
    if THREE:
        parts = k.split(x, 2, axis=-1)
        yield "split", k.concatenate([parts[1], parts[0] * 2.0], -1)
        yield "split at places", k.split(x, [2, 5], axis=2)[1]
        yield "stack", k.stack([x, y, x], axis=2)
        yield "stack at the end", k.stack([x[..., i] for i in (2, 1, 0)], axis=-1)
        yield "unstack", k.unstack(x, axis=-1)[2]
        yield "matmul", k.matmul(a, k.transpose(a, (0, 2, 1)))
        yield "matmul, operator", a @ np.linspace(-1, 1, 24).reshape(8, 3).astype("float32")
        yield "matmul of stacks", k.matmul(x, k.swapaxes(y, -1, -2))
        yield "matmul of a vector", k.matmul(vector, np.linspace(-1, 1, 12).reshape(4, 3).astype("float32"))
        yield "matmul, constant first", k.matmul(np.linspace(-1, 1, 108).reshape(3, 36).astype("float32"), a)
        yield "matmul, one for all", k.matmul(x, k.transpose(y, (0, 1, 3, 2))[:, :1])
        yield "einsum, matrices", k.einsum("bij,bkj->bik", a, a)
        yield "einsum, heads", k.einsum("bqhd,bkhd->bhqk", x, y)
        yield "einsum, outer", k.einsum("bi,bj->bij", vector, vector)
        yield "einsum, elements", k.einsum("bhwc,bc->bhwc", x, vector)
        yield "einsum, turned", k.einsum("bhwc->bchw", x)
        yield "einsum, summed", k.einsum("bhwc->bc", x)
        yield "einsum, dot", k.einsum("bi,bi->b", vector, vector)[:, None]
        yield "einsum, a constant", k.einsum("bhwc,cd->bhwd", x, np.linspace(-1, 1, 12).reshape(4, 3).astype("float32"))
        yield "einsum, any axes", k.einsum("...c,dc->...d", x, np.linspace(-1, 1, 12).reshape(3, 4).astype("float32"))
        yield "where", k.where(x > 0.1, x, y)
        yield "where, constant", k.where(k.less_equal(x, y), 0.5, x)
        yield "where, safe", k.where(x > 0, k.log(x), -1.0)
        yield "comparisons", k.cast(x > 0, "float32") + 2.0 * k.cast(x >= y, "float32") + 4.0 * k.cast(x < 0.1, "float32")
        yield "equalities", k.cast(k.equal(x, k.maximum(x, y)), "float32") + 2.0 * k.cast(k.not_equal(x, k.relu(x)), "float32")
        yield "logic", k.cast(k.logical_and(x > 0, y > 0), "float32") + 2.0 * k.cast(k.logical_or(x > 0, y > 0), "float32") + 4.0 * k.cast(k.logical_not(x > 0), "float32")
        yield "either", k.where(k.logical_xor(x > 0, y > 0), x, y)
        yield "normalise", k.normalize(x)
        yield "normalise, sizes", k.normalize(x, axis=1, order=1)
        yield "norm", k.norm(x, axis=-1, keepdims=True)
        yield "root mean square", k.rms_normalization(x)
        yield "spread", k.std(x, axis=[1, 2]) + k.var(x, axis=[1, 2])
        yield "moments", k.concatenate(k.moments(x, [1, 2]), -1)
        yield "softmax of rows", k.softmax(x, axis=1)
        yield "log softmax", k.log_softmax(x)
        yield "sign", k.sign(x)
        yield "take", k.take(x, np.array([3, 0, -2]), axis=-1)
        yield "take one", k.take(x, 2, axis=1)
        yield "roll", k.roll(x, (-2, 3), axis=(1, 2))
        yield "tile", k.tile(x, (1, 2, 1, 3))
        yield "repeat", k.repeat(x, 3, axis=2)
        yield "ones and zeros", k.concatenate([k.ones_like(x), k.zeros_like(x), x], -1)
        yield "moved axis", k.moveaxis(x, -1, 1)
        yield "patches", k.image.extract_patches(x, (3, 4))
        yield "patches, cut", k.image.extract_patches(x, 2)
        yield "attention", k.dot_product_attention(x, y, x)
        yield "shrunk", keras.activations.log_sigmoid(x) + keras.activations.tanh_shrink(x) + keras.activations.squareplus(x)
        windows = k.reshape(k.transpose(k.reshape(x, (-1, 3, 3, 2, 4, 4)), (0, 1, 3, 2, 4, 5)), (-1, 12, 4))
        weights = keras.layers.Softmax()(k.matmul(windows, k.transpose(windows, (0, 2, 1))))
        yield "windows in the batch", k.reshape(k.transpose(k.reshape(k.matmul(weights, windows), (-1, 3, 2, 3, 4, 4)), (0, 1, 3, 2, 4, 5)), (-1, 9, 8, 4))
        q, v, w = k.unstack(k.transpose(k.reshape(keras.layers.Dense(24)(a), (-1, 36, 3, 2, 4)), (2, 0, 3, 1, 4)), axis=0)
        yield "batch behind another axis", k.reshape(k.transpose((q * 0.5) @ k.transpose(v, (0, 1, 3, 2)) @ w, (0, 2, 1, 3)), (-1, 36, 8))
    else:
        parts = tf.split(x, 2, axis=-1)
        yield "split", tf.concat([parts[1], parts[0] * 2.0], -1)
        yield "split in sizes", tf.split(x, [2, 5, -1], axis=1)[2]
        yield "stack", tf.stack([x, y, x], axis=2)
        yield "stack at the end", tf.stack([x[..., 2], x[..., 1], x[..., 0]], axis=-1)
        yield "unstack", tf.unstack(x, axis=-1)[2]
        yield "matmul", tf.matmul(a, a, transpose_b=True)
        yield "matmul, turned", tf.matmul(a, a, transpose_a=True)
        yield "matmul, operator", a @ tf.constant(np.linspace(-1, 1, 24).reshape(8, 3).astype("float32"))
        yield "matmul of a vector", tf.matmul(vector, tf.constant(np.linspace(-1, 1, 12).reshape(4, 3).astype("float32")))
        yield "where", tf.where(x > 0.1, x, y)
        yield "where, constant", tf.where(tf.less_equal(x, y), 0.5, x)
        yield "where, safe", tf.where(x > 0, tf.math.log(x), -1.0)
        yield "comparisons", tf.cast(x > 0, tf.float32) + 2.0 * tf.cast(x >= y, tf.float32) + 4.0 * tf.cast(x < 0.1, tf.float32)
        yield "equalities", tf.cast(tf.equal(x, tf.maximum(x, y)), tf.float32) + 2.0 * tf.cast(tf.not_equal(x, tf.nn.relu(x)), tf.float32)
        yield "logic", tf.cast(tf.logical_and(x > 0, y > 0), tf.float32) + 2.0 * tf.cast(tf.logical_or(x > 0, y > 0), tf.float32) + 4.0 * tf.cast(tf.logical_not(x > 0), tf.float32)
        yield "norm", tf.norm(x, axis=-1, keepdims=True)
        yield "normalise", tf.linalg.normalize(x, axis=-1)[0]
        yield "spread", tf.math.reduce_std(x, [1, 2]) + tf.math.reduce_variance(x, [1, 2])
        yield "moments", tf.concat(tf.nn.moments(x, [1, 2]), -1)
        yield "squared difference", tf.math.squared_difference(x, y)
        yield "softmax of rows", tf.nn.softmax(x, axis=1)
        yield "log softmax", tf.nn.log_softmax(x)
        yield "sign", tf.sign(x)
        yield "gather", tf.gather(x, [3, 0, 2], axis=-1)
        yield "roll", tf.roll(x, (-2, 3), axis=(1, 2))
        yield "tile", tf.tile(x, (1, 2, 1, 3))
        yield "repeat", tf.repeat(x, 3, axis=2)
        yield "ones and zeros", tf.concat([tf.ones_like(x), tf.zeros_like(x), x], -1)
        yield "patches", tf.image.extract_patches(x, [1, 3, 4, 1], [1, 3, 4, 1], [1, 1, 1, 1], "VALID")
        yield "blocks", tf.nn.depth_to_space(tf.nn.space_to_depth(x[:, :8], 4), 2)
        yield "standardised", tf.image.per_image_standardization(x)
        yield "log sigmoid", tf.math.log_sigmoid(x)
        batch = tf.shape(x)[0]
        yield "broadcast", tf.broadcast_to(tf.reduce_mean(x, [1, 2], keepdims=True), [batch, H, W, 4]) * x
        yield "the batch's own size", tf.reduce_mean(tf.reshape(x, [batch, -1, 8]), 1)
        yield "the batch's own size, and more", tf.reshape(tf.reshape(x, [batch * 3, 3 * 8, 4]) * 2.0, tf.shape(x))
        windows = tf.reshape(tf.transpose(tf.reshape(x, (-1, 3, 3, 2, 4, 4)), (0, 1, 3, 2, 4, 5)), (-1, 12, 4))
        weights = tf.nn.softmax(tf.matmul(windows, windows, transpose_b=True))
        yield "windows in the batch", tf.reshape(tf.transpose(tf.reshape(tf.matmul(weights, windows), (-1, 3, 2, 3, 4, 4)), (0, 1, 3, 2, 4, 5)), (-1, 9, 8, 4))
        q, v, w = tf.unstack(tf.transpose(tf.reshape(keras.layers.Dense(24)(a), (-1, 36, 3, 2, 4)), (2, 0, 3, 1, 4)), axis=0)
        yield "batch behind another axis", tf.reshape(tf.transpose((q * 0.5) @ tf.transpose(v, (0, 1, 3, 2)) @ w, (0, 2, 1, 3)), (-1, 36, 8))


def preprocess(x):
    """keras.applications' preprocess_input in its three modes, as a part of the model."""
    from keras.src.applications import imagenet_utils
    x = (x + 1.0) * 127.5
    for mode in ("tf", "caffe", "torch"):
        yield mode, imagenet_utils.preprocess_input(x, mode=mode)


FUNCTION_GROUPS = [operations, functions, preprocess]

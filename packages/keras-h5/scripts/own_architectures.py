"""Architectures that people write themselves, most after keras.io's examples, from Keras's own layers and functions alone."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers as L

THREE = keras.__version__.startswith("3")
CLASSES = 7
K = keras.ops if THREE else None
reshape = lambda x, shape: K.reshape(x, shape) if THREE else tf.reshape(x, shape)
transpose = lambda x, axes: K.transpose(x, axes) if THREE else tf.transpose(x, axes)
softmax = lambda x: K.softmax(x, axis=-1) if THREE else tf.nn.softmax(x, axis=-1)
roll = lambda x, shift: K.roll(x, shift, axis=(1, 2)) if THREE else tf.roll(x, shift, axis=(1, 2))
constant = lambda value: np.asarray(value, "float32") if THREE else tf.constant(value, "float32")


def classifier(build, size=32):
    i = L.Input((size, size, 3))
    x = build(L.Rescaling(1 / 127.5, offset=-1.0)(i))
    if len(x.shape) == 4:
        x = L.GlobalAveragePooling2D()(x)
    elif len(x.shape) == 3:
        x = L.GlobalAveragePooling1D()(x)
    return keras.Model(i, L.Dense(CLASSES, activation="softmax", name="predictions")(x))


def mlp(x, width, channels):
    return L.Dense(channels)(L.Dense(width, activation="gelu")(x))


def transformer(x, heads, channels, ratio=4):
    n = L.LayerNormalization(epsilon=1e-6)(x)
    x = L.Add()([x, L.MultiHeadAttention(heads, channels // heads, dropout=0.1)(n, n)])
    return L.Add()([x, mlp(L.LayerNormalization(epsilon=1e-6)(x), channels * ratio, channels)])


def vit(x, channels=12, depth=12, heads=3, patch=8):
    """ViT-Tiny's depth and heads; a class token, which is zero plus its place's own numbers."""
    x = L.Conv2D(channels, patch, strides=patch)(x)
    x = L.ZeroPadding1D((1, 0))(L.Reshape((-1, channels))(x))
    rng = np.random.default_rng(3)
    x = x + constant(rng.normal(0, 0.3, (1, x.shape[1], channels)))
    for _ in range(depth):
        x = transformer(x, heads, channels, 2)
    return L.LayerNormalization(epsilon=1e-6)(x)[:, 0]


def window_attention(x, side, channels, heads, window, shift, seed):
    """Attention within windows; every second time the windows lie across the edges of the others."""
    rng = np.random.default_rng(seed)
    places, windows = window * window, (side // window) ** 2
    x = L.LayerNormalization(epsilon=1e-5)(x)
    x = reshape(x, (-1, side, side, channels))
    if shift:
        x = roll(x, (-shift, -shift))
    x = reshape(x, (-1, side // window, window, side // window, window, channels))
    x = reshape(transpose(x, (0, 1, 3, 2, 4, 5)), (-1, places, channels))
    qkv = reshape(L.Dense(channels * 3)(x), (-1, places, 3, heads, channels // heads))
    qkv = transpose(qkv, (2, 0, 3, 1, 4))
    q, k, v = qkv[0], qkv[1], qkv[2]
    scores = (q * (channels // heads) ** -0.5) @ transpose(k, (0, 1, 3, 2))
    scores = scores + constant(rng.normal(0, 0.2, (1, heads, places, places)))
    if shift:
        region = np.zeros((side, side))
        for n, (a, b) in enumerate((a, b) for a in range(3) for b in range(3)):
            cuts = [slice(0, -window), slice(-window, -shift), slice(-shift, None)]
            region[cuts[a], cuts[b]] = n
        region = region.reshape(side // window, window, side // window, window).transpose(0, 2, 1, 3).reshape(windows, places)
        mask = np.where(region[:, None, :] != region[:, :, None], -100.0, 0.0)[None, :, None]
        scores = reshape(scores, (-1, windows, heads, places, places)) + constant(mask)
        scores = reshape(scores, (-1, heads, places, places))
    x = reshape(transpose(softmax(scores) @ v, (0, 2, 1, 3)), (-1, places, channels))
    x = reshape(L.Dense(channels)(x), (-1, side // window, side // window, window, window, channels))
    x = reshape(transpose(x, (0, 1, 3, 2, 4, 5)), (-1, side, side, channels))
    if shift:
        x = roll(x, (shift, shift))
    return reshape(x, (-1, side * side, channels))


def swin(x, channels=12, side=8, window=4):
    x = L.Reshape((side * side, channels))(L.Conv2D(channels, 4, strides=4)(x))
    for i, shift in enumerate((0, window // 2)):
        x = L.Add()([x, window_attention(x, side, channels, 3, window, shift, i)])
        x = L.Add()([x, mlp(L.LayerNormalization(epsilon=1e-5)(x), channels * 2, channels)])
    # Patch merging: each block of four pixels becomes one.
    x = reshape(x, (-1, side, side, channels))
    x = L.Concatenate()([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]])
    return L.Dense(channels * 2, use_bias=False)(reshape(x, (-1, side * side // 4, channels * 4)))


def eca(x):
    for filters in (8, 16):
        x = L.ReLU()(L.BatchNormalization()(L.Conv2D(filters, 3, strides=2, padding="same")(x)))
        gate = L.Reshape((filters, 1))(L.GlobalAveragePooling2D()(x))
        gate = L.Conv1D(1, 3, padding="same", use_bias=False, activation="sigmoid")(gate)
        x = L.Multiply()([x, L.Reshape((1, 1, filters))(gate)])
    return x


def cbam(x):
    mean = lambda v: K.mean(v, axis=-1, keepdims=True) if THREE else tf.reduce_mean(v, axis=-1, keepdims=True)
    top = lambda v: K.max(v, axis=-1, keepdims=True) if THREE else tf.reduce_max(v, axis=-1, keepdims=True)
    for filters in (8, 16):
        x = L.ReLU()(L.BatchNormalization()(L.Conv2D(filters, 3, strides=2, padding="same")(x)))
        shared = [L.Dense(filters // 4, activation="relu"), L.Dense(filters)]
        ways = [shared[1](shared[0](L.Reshape((1, 1, filters))(pool()(x)))) for pool in (L.GlobalAveragePooling2D, L.GlobalMaxPooling2D)]
        x = L.Multiply()([x, L.Activation("sigmoid")(L.Add()(ways))])
        place = L.Conv2D(1, 7, padding="same", use_bias=False, activation="sigmoid")(L.Concatenate()([mean(x), top(x)]))
        x = L.Multiply()([x, place])
    return x


def convmixer(x, filters=24, depth=4):
    block = lambda v: L.BatchNormalization()(L.Activation("gelu")(v))
    x = block(L.Conv2D(filters, 4, strides=4)(x))
    for _ in range(depth):
        x = L.Add()([block(L.DepthwiseConv2D(5, padding="same")(x)), x])
        x = block(L.Conv2D(filters, 1)(x))
    return x


def mobilevit(x, size=32):
    conv = lambda v, filters, kernel=3, strides=1: L.Conv2D(filters, kernel, strides=strides, activation="swish", padding="same")(v)

    def inverted(v, expanded, filters, strides=1):
        m = L.Activation("swish")(L.BatchNormalization()(L.Conv2D(expanded, 1, padding="same", use_bias=False)(v)))
        if strides == 2:
            m = L.ZeroPadding2D(((0, 1), (0, 1)))(m)
        m = L.DepthwiseConv2D(3, strides=strides, padding="same" if strides == 1 else "valid", use_bias=False)(m)
        m = L.Activation("swish")(L.BatchNormalization()(m))
        m = L.BatchNormalization()(L.Conv2D(filters, 1, padding="same", use_bias=False)(m))
        return L.Add()([m, v]) if v.shape[-1] == filters and strides == 1 else m

    def block(v, blocks, channels, patch=4):
        side = v.shape[1]
        local = conv(conv(v, channels), channels, 1)
        t = L.Reshape((patch, side * side // patch, channels))(local)
        for _ in range(blocks):
            t = transformer(t, 2, channels, 2)
        t = conv(L.Reshape((side, side, channels))(t), v.shape[-1], 1)
        return conv(L.Concatenate()([v, t]), channels)

    x = conv(x, 8, strides=2)
    x = inverted(x, 16, 8)
    x = inverted(x, 16, 12, strides=2)
    x = block(x, 2, 16)
    x = inverted(x, 32, 16, strides=2)
    return block(x, 1, 20)


OWN_ARCHITECTURES = {f.__name__: (lambda f=f: classifier(f)) for f in [vit, swin, eca, cbam, convmixer, mobilevit]}

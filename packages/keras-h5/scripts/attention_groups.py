"""Groups of attention, of layers over tokens (positions, channels), and of layers around other layers."""
from fixture_parts import L, THREE, W, H, keras, np, spread, tf


def tokens(x, channels=8):
    return L.Reshape((-1, channels))(spread(x, 4))


def attention(x):
    a, b = tokens(x), tokens(x, 4)
    yield "to itself", L.MultiHeadAttention(2, 3)(a, a)
    yield "to another", L.MultiHeadAttention(3, 2, value_dim=4)(a, b)
    yield "with keys", L.MultiHeadAttention(2, 3, use_bias=False)(a, b, key=tokens(x, 4))
    yield "another length", L.MultiHeadAttention(2, 3, output_shape=5)(a, a)
    yield "an image, all pixels", L.MultiHeadAttention(2, 3)(x, x)
    yield "an image, rows", L.MultiHeadAttention(2, 3, attention_axes=1)(x, x)
    yield "an image, columns", L.MultiHeadAttention(2, 3, attention_axes=(2,))(x, x)
    yield "with dropout", L.MultiHeadAttention(2, 3, dropout=0.5)(a, a)
    out, weights = L.MultiHeadAttention(2, 3)(a, a, return_attention_scores=True)
    yield "with its weights", L.Concatenate()([L.Flatten()(out), L.Flatten()(weights)])
    if THREE:
        yield "with a gate", L.MultiHeadAttention(2, 3, use_gate=True)(a, a)
        yield "grouped", L.GroupQueryAttention(3, 4, 2)(a, a)
    yield "dot", L.Attention()([a, L.Dense(8)(b)])
    yield "dot, scaled", L.Attention(use_scale=True)([a, a, L.Dense(8)(a)])
    yield "dot, with its weights", L.Concatenate()(list(map(L.Flatten(), L.Attention()([a, a], return_attention_scores=True))))
    if THREE:
        yield "concat", L.Attention(score_mode="concat")([a, a])
    yield "concat, scaled", L.Attention(use_scale=True, score_mode="concat")([a, a])
    yield "additive", L.AdditiveAttention()([a, a])
    yield "additive, not scaled", L.AdditiveAttention(use_scale=False)([a, a])
    p, q = L.GlobalAveragePooling1D()(a), L.GlobalMaxPooling1D()(a)
    yield "dot of vectors", L.Dot(1)([p, q])
    yield "dot of vectors, normalised", L.Dot(-1, normalize=True)([p, q])
    yield "dot of tokens", L.Dot((2, 2))([a, L.Dense(8)(b)])
    yield "dot of tokens and a vector", L.Dot((2, 1))([a, p])
    yield "dot along positions", L.Dot(1)([a, a])
    yield "heads by einsum", L.EinsumDense("abc,cde->abde", output_shape=(36, 2, 3), bias_axes="de")(a)
    yield "einsum, back", L.EinsumDense("abde,dec->abc", output_shape=(36, 5), bias_axes="c")(L.Reshape((-1, 2, 4))(a))
    yield "einsum, any axes", L.EinsumDense("...x,xy->...y", output_shape=(5,), bias_axes="y", activation="relu")(x)
    yield "einsum over positions", L.EinsumDense("abc,bd->acd", output_shape=(8, 3))(a)
    yield "einsum, one bias a position", L.EinsumDense("abc,cd->abd", output_shape=(36, 3), bias_axes="b")(L.Reshape((36, 8))(a))


def tokenwise(x):
    a = tokens(x)
    yield "conv", L.Conv1D(3, 3)(a)
    yield "conv, same, stride", L.Conv1D(3, 4, strides=2, padding="same", activation="relu")(a)
    yield "conv, causal", L.Conv1D(3, 3, padding="causal", dilation_rate=2, use_bias=False)(a)
    yield "conv, groups", L.Conv1D(4, 3, groups=2)(a)
    # Efficient channel attention: a convolution along the channels.
    gate = L.Conv1D(1, 3, padding="same", use_bias=False, activation="sigmoid")(L.Reshape((4, 1))(L.GlobalAveragePooling2D()(x := spread(x))))
    yield "channel attention", L.Multiply()([x, L.Reshape((1, 1, 4))(gate)])
    yield "depthwise", L.DepthwiseConv1D(3, padding="same", depth_multiplier=2)(a)
    yield "depthwise, stride", L.DepthwiseConv1D(3, strides=2, use_bias=False, activation="tanh")(a)
    yield "separable", L.SeparableConv1D(3, 3, padding="same", depth_multiplier=2)(a)
    yield "transposed", L.Conv1DTranspose(3, 3, strides=2, padding="same", activation="relu")(a)
    yield "transposed, valid", L.Conv1DTranspose(3, 4, strides=3)(a)
    yield "max", L.MaxPooling1D(2)(a)
    yield "max, same", L.MaxPooling1D(3, 2, padding="same")(a)
    yield "average, same", L.AveragePooling1D(3, 2, padding="same")(a)
    yield "upsample", L.UpSampling1D(3)(a)
    yield "pad", L.ZeroPadding1D((1, 2))(a)
    yield "crop", L.Cropping1D((1, 2))(a)
    yield "repeat", L.RepeatVector(3)(L.GlobalAveragePooling1D()(a))
    yield "image, transposed", L.Conv2DTranspose(3, 3, strides=2)(x)
    yield "image, transposed, same", L.Conv2DTranspose(3, 3, strides=2, padding="same", activation="relu")(x)
    yield "image, transposed, even kernel", L.Conv2DTranspose(3, (4, 2), strides=(2, 3), padding="same", use_bias=False)(x)
    yield "image, transposed, stride above kernel", L.Conv2DTranspose(2, 2, strides=3)(x)
    yield "image, transposed, stride above kernel, same", L.Conv2DTranspose(2, 1, strides=3, padding="same")(x)
    yield "image, transposed, no stride", L.Conv2DTranspose(2, 3, padding="same")(x)
    yield "image, transposed, longer", L.Conv2DTranspose(2, 3, strides=2, output_padding=1, padding="same")(x)
    if THREE:
        yield "image, transposed, dilated", L.Conv2DTranspose(2, 3, dilation_rate=2, padding="same")(x)
    yield "softmax of positions", L.Softmax(axis=1)(a)
    yield "softmax of rows", L.Softmax(axis=1)(x)


def wrapping(x):
    x = spread(x)
    a = L.Reshape((-1, 8))(x)
    yield "each position", L.TimeDistributed(L.Dense(3, activation="relu"))(a)
    yield "each row", L.TimeDistributed(L.Dense(3))(x)
    yield "each row, flattened", L.TimeDistributed(L.Flatten())(x)
    yield "each row, normalised", L.TimeDistributed(L.LayerNormalization())(x)
    yield "each row, over its columns", L.TimeDistributed(L.GlobalAveragePooling1D())(x)
    shared = L.TimeDistributed(L.Dense(8))
    yield "each position, twice", shared(shared(a))
    yield "spectral, image", L.SpectralNormalization(L.Conv2D(3, 3, activation="relu"))(x)
    yield "spectral, vector", L.SpectralNormalization(L.Dense(3))(L.Flatten()(x))
    yield "unit", L.UnitNormalization()(x)
    yield "unit, over rows and columns", L.UnitNormalization(axis=[1, 2])(x)
    if THREE:
        yield "root mean square", L.RMSNormalization()(x)
        yield "root mean square, over two axes", L.RMSNormalization(axis=[2, 3], epsilon=1e-3)(x)
        yield "layer, by its spread", L.LayerNormalization(rms_scaling=True)(x)
        yield "layer, by its spread, without scale", L.LayerNormalization(rms_scaling=True, scale=False, axis=[2, 3])(x)
    i = L.Input((9, 8, 4), name="inside")
    t = L.Reshape((-1, 4))(i)
    t = L.MultiHeadAttention(2, 3, name="mha")(t, t)
    t = L.SpectralNormalization(L.Dense(4, name="dense_in"), name="sn")(L.TimeDistributed(L.Dense(4, name="each_in"), name="each")(t))
    yield "in a model", keras.Model(i, t, name="inner")(x)


ATTENTION_GROUPS = [attention, tokenwise, wrapping]

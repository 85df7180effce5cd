"""Groups of layers: every layer and option in a branch of its own."""
from fixture_parts import H, L, Random, THREE, W, keras, np, spread, tf


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
    adapted = L.Normalization(); adapted.adapt(Random.rng.normal(1, 2, (50, H, W, 4)).astype("float32"))
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


LAYER_GROUPS = [convolution, activation, pooling, shaping, merging, normalisation, identity, nesting]

"""Architectures of keras.applications, in their own depth and options, and a small part of their own width."""
import contextlib
import keras
from keras import layers as L

THREE = keras.__version__.startswith("3")
CLASSES = 7


@contextlib.contextmanager
def narrow(divisor):
    """Convolutions, and dense layers of a hidden kind, that are made inside have fewer outputs."""
    def shrink(layer, least):
        original = layer.__init__
        def narrowed(self, *args, **kwargs):
            name = "units" if layer is L.Dense else "filters"
            outputs, *rest = args if args else (kwargs.pop(name),)
            original(self, outputs if outputs <= least else max(2, outputs // divisor), *rest, **kwargs)
        return layer, original, narrowed
    changes = [shrink(L.Conv2D, CLASSES), shrink(L.SeparableConv2D, CLASSES), shrink(L.Dense, CLASSES)]
    for layer, _, narrowed in changes:
        layer.__init__ = narrowed
    try:
        yield
    finally:
        for layer, original, _ in changes:
            layer.__init__ = original


def application(name, divisor, size, **options):
    def build(activation="softmax"):
        with narrow(divisor):
            model = getattr(keras.applications, name)
            return model(weights=None, input_shape=(size, size, 3), classes=CLASSES, classifier_activation=activation, **options)
    return build


def convnext(activation="softmax"):
    from keras.src.applications.convnext import ConvNeXt
    return ConvNeXt([2, 2, 3, 2], [8, 12, 16, 24], input_shape=(32, 32, 3), weights=None, classes=CLASSES, classifier_activation=activation)


def regnet(kind):
    def build(activation="softmax"):
        from keras.src.applications.regnet import RegNet
        return RegNet([1, 1, 3, 2], [8, 16, 24, 32], 8, kind, 32, input_shape=(32, 32, 3), weights=None, classes=CLASSES, classifier_activation=activation)
    return build


def resnet_rs(activation="softmax"):
    from keras.src.applications.resnet_rs import ResNetRS
    blocks = [{"input_filters": f, "num_repeats": n} for f, n in ((4, 2), (8, 2), (12, 3), (16, 2))]
    with narrow(4):
        return ResNetRS(50, input_shape=(32, 32, 3), block_args=blocks, weights=None, classes=CLASSES, classifier_activation=activation)


def efficientnet(activation="softmax"):
    from keras.src.applications.efficientnet import EfficientNet
    return EfficientNet(0.12, 1.0, 32, depth_divisor=2, input_shape=(32, 32, 3), weights=None, classes=CLASSES, classifier_activation=activation)


SMALL_APPLICATIONS = {
    "resnet50": application("ResNet50", 24, 32),
    "resnet50-v2": application("ResNet50V2", 24, 32),
    "densenet121": application("DenseNet121", 16, 32),
    "vgg16": application("VGG16", 32, 32),
    "inception-v3": application("InceptionV3", 24, 75),
    "mobilenet": application("MobileNet", 10, 32),
    "mobilenet-v3-small": application("MobileNetV3Small", 6, 32),
    "mobilenet-v3-large": application("MobileNetV3Large", 8, 32),
    "nasnet-mobile": application("NASNetMobile", 11, 32),
    "efficientnet-b0": efficientnet,
    "convnext": convnext,
}
if not THREE:
    SMALL_APPLICATIONS |= {"regnet-x": regnet("X"), "regnet-y": regnet("Y"), "resnet-rs": resnet_rs}

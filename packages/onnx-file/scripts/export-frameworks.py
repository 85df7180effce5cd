"""Exports classifiers of PyTorch's world with random weights, and what their own framework makes of a photograph.

    pip install torch==2.14.1 torchvision==0.29.1 timm==1.0.31 transformers==5.24.0 onnx==1.23.2 onnxscript==0.7.2 pillow
    python export-frameworks.py PHOTOGRAPH.jpg FOLDER [NAME …]

Writes FOLDER/NAME-EXPORTER/model.onnx for compare-with-frameworks.mjs. Beside it lies what that framework itself writes there;
torchvision and fastai write nothing, so that a manifest says their recipe. expected.json holds the logits, or the
probabilities of a network that ends in a softmax, and the pixels that the framework's resize and crop gave.
"""

import base64
import json
import math
import os
import sys
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import onnx
import timm
import torch
import torchvision
import transformers
from as_if_trained import as_if_trained
from PIL import Image
from timm.models._hub import save_config_for_hf
from torch import nn
from torchvision.transforms import InterpolationMode, v2

MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CLASSES = ["AKIEC", "BCC", "BKL", "DF", "MEL", "NV", "VASC"]
INTERPOLATIONS = {"bilinear": "bilinear-antialiased", "bicubic": "bicubic"}


class Case:
    """A network, the pixels that its framework's geometry gives, and how these are scaled."""

    def __init__(self, network, resize, crop, interpolation="bilinear", mean=MEAN, deviation=DEVIATION, beside=None, metadata=None):
        self.network, self.beside, self.metadata = network, beside, metadata
        self.resize, self.crop, self.interpolation = resize, crop, interpolation
        self.mean, self.deviation = mean, deviation

    def pixels(self, image):
        mode = InterpolationMode(self.interpolation)
        squeezed = [v2.Resize(self.resize, mode)]
        return v2.Compose(squeezed + ([v2.CenterCrop(self.crop)] if self.crop else []))(image)

    def tensor(self, image):
        scaled = torchvision.transforms.functional.to_tensor(self.pixels(image))
        return torchvision.transforms.functional.normalize(scaled, self.mean, self.deviation).unsqueeze(0)

    def manifest(self):
        height = self.crop or self.resize[0]
        return {
            "id": "exported",
            "name": "exported",
            "summary": "A network with random weights.",
            "source": {"kind": "file", "file": "model.onnx", "revision": "1", "sizeBytes": None, "sha256": None},
            "architecture": {"name": "exported", "parameters": None},
            "input": {"height": height, "width": height},
            "preprocessing": {
                **({"shorterSideTo": self.resize, "crop": {"centre": self.crop}} if self.crop else {"crop": "none"}),
                "resize": INTERPOLATIONS[self.interpolation],
                "scale": [1 / (255 * deviation) for deviation in self.deviation],
                "offset": [-mean / deviation for mean, deviation in zip(self.mean, self.deviation)],
            },
            "labels": "ham10000",
            "temperature": {"value": 1, "fittedOn": None},
            "training": None,
            "evaluations": [],
            "licence": {"spdx": "MIT", "nonCommercial": False, "attribution": "None."},
            "caveats": ["Its weights are random."],
            "goldenLogits": [],
        }


def of_torchvision(name):
    def make():
        transform = torchvision.models.get_model_weights(name).DEFAULT.transforms()
        network = torchvision.models.get_model(name, weights=None, num_classes=7)
        return Case(network, transform.resize_size[0], transform.crop_size[0], transform.interpolation.value)

    return make


def of_timm(name):
    def make():
        network = timm.create_model(name, pretrained=False, num_classes=7)
        config = timm.data.resolve_model_data_config(network)
        side = config["input_size"][1]
        beside = lambda folder: save_config_for_hf(network, f"{folder}/config.json", model_config={"label_names": CLASSES})
        resize = math.floor(side / config["crop_pct"])
        return Case(network, resize, side, config["interpolation"], config["mean"], config["std"], beside)

    return make


class Logits(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(pixel_values=x).logits


def of_hugging_face():
    names = dict(enumerate(CLASSES))
    config = transformers.ResNetConfig(
        depths=[1, 1, 2, 1], hidden_sizes=[32, 64, 128, 256], embedding_size=32, layer_type="basic",
        id2label=names, label2id={name: i for i, name in names.items()},
    )
    network = transformers.ResNetForImageClassification(config)
    processor = transformers.ViTImageProcessorPil(image_mean=MEAN, image_std=DEVIATION, resample=Image.Resampling.BILINEAR)

    def beside(folder):
        config.save_pretrained(folder)
        processor.save_pretrained(folder)

    return Case(Logits(network), (224, 224), None, beside=beside)


class ConcatPool(nn.Module):
    def forward(self, x):
        return torch.cat([nn.functional.adaptive_max_pool2d(x, 1), nn.functional.adaptive_avg_pool2d(x, 1)], 1)


def like_fastai():
    """vision_learner(dls, resnet18): create_body and create_head of fastai/vision/learner.py."""
    body = nn.Sequential(*list(torchvision.models.resnet18(weights=None).children())[:-2])
    head = nn.Sequential(
        ConcatPool(), nn.Flatten(), nn.BatchNorm1d(1024), nn.Dropout(0.25), nn.Linear(1024, 512, bias=False),
        nn.ReLU(), nn.BatchNorm1d(512), nn.Dropout(0.5), nn.Linear(512, 7, bias=False),
    )  # fmt: skip
    return Case(nn.Sequential(body, head), (224, 224), None)


class ConvolutionalHead(nn.Module):
    """Classify of ultralytics/nn/modules/head.py, behind a small body."""

    def __init__(self):
        super().__init__()
        unit = lambda i, o, k, s: nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, bias=False), nn.BatchNorm2d(o), nn.SiLU())
        self.body = nn.Sequential(unit(3, 16, 3, 2), unit(16, 32, 3, 2), unit(32, 64, 3, 2), unit(64, 128, 3, 2), unit(128, 256, 3, 2))
        self.conv, self.pool, self.linear = unit(256, 1280, 1, 1), nn.AdaptiveAvgPool2d(1), nn.Linear(1280, 7)

    def forward(self, x):
        return self.linear(self.pool(self.conv(self.body(x))).flatten(1)).softmax(1)


def like_ultralytics():
    names = {i: name for i, name in enumerate(CLASSES)}
    metadata = {"task": "classify", "names": str(names), "imgsz": "[224, 224]", "stride": "1", "batch": "1"}
    return Case(ConvolutionalHead(), 224, 224, mean=[0.0] * 3, deviation=[1.0] * 3, metadata=metadata)


CASES = {
    **{
        name: of_torchvision(name)
        for name in ["resnet18", "efficientnet_b0", "mobilenet_v3_large", "squeezenet1_1", "densenet121", "convnext_tiny", "swin_t", "vit_b_16"]
    },
    "timm-convnextv2_atto": of_timm("convnextv2_atto"),
    "timm-mobilenetv4_conv_small": of_timm("mobilenetv4_conv_small"),
    "hugging-face": of_hugging_face,
    "like-fastai": like_fastai,
    "like-ultralytics": like_ultralytics,
}


def turned(image, angle):
    return image.rotate(angle)


def export(case, batch, path, exporter):
    if exporter == "torchscript":
        torch.onnx.export(
            case.network, (batch,), path, dynamo=False, opset_version=17, input_names=["x"], output_names=["y"],
            dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
        )  # fmt: skip
    else:
        # Whether the batch is free is said in the README: what the exporter does without a word is the usual case.
        torch.onnx.export(case.network, (batch,), path, dynamo=True, verbose=False)
    if case.metadata:
        written = onnx.load(path, load_external_data=False)
        onnx.helper.set_model_props(written, case.metadata)
        Path(path).write_bytes(written.SerializeToString())


def main(photograph, folder, *wanted):
    warnings.filterwarnings("ignore")
    image = Image.open(photograph).convert("RGB")
    for name in wanted or CASES:
        torch.manual_seed(1)
        case = CASES[name]()
        network = as_if_trained(case.network, torch.cat([case.tensor(turned(image, angle)) for angle in range(0, 360, 60)]))
        batch = case.tensor(image)
        with torch.no_grad():
            answer = network(batch)[0].tolist()
        pixels = case.pixels(image)
        expected = {
            "gives": "probabilities" if case.metadata else "logits",
            "values": answer,
            "pixels": base64.b64encode(pixels.tobytes()).decode(),
        }
        for exporter in ["dynamo", "torchscript"]:
            place = Path(folder) / f"{name}-{exporter}"
            place.mkdir(parents=True, exist_ok=True)
            export(case, batch, str(place / "model.onnx"), exporter)
            if case.beside:
                case.beside(str(place))
            elif not case.metadata:
                (place / "manifest.json").write_text(json.dumps(case.manifest()))
            (place / "expected.json").write_text(json.dumps(expected))
            print("exported", place.name, "largest", round(max(map(abs, answer)), 2), flush=True)


main(*sys.argv[1:])

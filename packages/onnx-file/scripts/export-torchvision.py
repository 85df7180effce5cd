"""Exports classifiers of torchvision with random weights, and what PyTorch makes of a photograph.

    pip install torch==2.14.1 torchvision==0.29.1 onnx==1.23.2 onnxscript pillow
    python export-torchvision.py PHOTOGRAPH.jpg FOLDER

Writes FOLDER/NAME-EXPORTER.onnx, with a manifest and the logits beside it, for compare-with-frameworks.mjs.
"""

import json
import sys
import warnings

import torch
import torchvision
from PIL import Image

NAMES = ["resnet18", "efficientnet_b0", "convnext_tiny", "vit_b_16", "swin_t", "mobilenet_v3_large"]
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]

INTERPOLATIONS = {"bilinear": "bilinear-antialiased", "bicubic": "bicubic"}


def manifest(name, file, transform):
    resize = transform.resize_size[0]
    crop = transform.crop_size[0]
    return {
        "id": name.replace("_", "-"),
        "name": name,
        "summary": "A network of torchvision with random weights.",
        "source": {"kind": "file", "file": file, "revision": "1", "sizeBytes": None, "sha256": None},
        "architecture": {"name": name, "parameters": None},
        "input": {"height": crop, "width": crop},
        "preprocessing": {
            "shorterSideTo": resize,
            "crop": {"centre": crop},
            "resize": INTERPOLATIONS[transform.interpolation.value],
            "scale": [1 / (255 * deviation) for deviation in DEVIATION],
            "offset": [-mean / deviation for mean, deviation in zip(MEAN, DEVIATION)],
        },
        "labels": [{"id": f"c{i}", "name": f"class {i}"} for i in range(7)],
        "temperature": {"value": 1, "fittedOn": None},
        "training": None,
        "evaluations": [],
        "licence": {"spdx": "MIT", "nonCommercial": False, "attribution": "None."},
        "caveats": ["Its weights are random."],
        "goldenLogits": [],
    }


def main(photograph, folder):
    warnings.filterwarnings("ignore")
    image = Image.open(photograph).convert("RGB")
    for name in NAMES:
        torch.manual_seed(1)
        weights = torchvision.models.get_model_weights(name).DEFAULT
        transform = weights.transforms()
        network = torchvision.models.get_model(name, weights=None, num_classes=7).eval()
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                # As after training: with fresh statistics many networks give almost the same for every picture.
                module.running_var.fill_(0.5)
        batch = transform(image).unsqueeze(0)
        with torch.no_grad():
            logits = network(batch)[0].tolist()
        for exporter in ["dynamo", "torchscript"]:
            file = f"{name}-{exporter}.onnx"
            path = f"{folder}/{file}"
            if exporter == "dynamo":
                shapes = {"x": {0: torch.export.Dim("batch")}} if name != "swin_t" else None
                try:
                    torch.onnx.export(network, (batch,), path, dynamo=True, dynamic_shapes=shapes and (shapes["x"],), verbose=False)
                except Exception:
                    torch.onnx.export(network, (batch,), path, dynamo=True, verbose=False)
            else:
                axes = {"x": {0: "batch"}, "y": {0: "batch"}}
                torch.onnx.export(
                    network, (batch,), path, dynamo=False, input_names=["x"], output_names=["y"], dynamic_axes=axes
                )
            with open(path.replace(".onnx", ".json"), "w") as written:
                json.dump(manifest(name, file, transform), written)
            with open(path.replace(".onnx", ".logits.json"), "w") as written:
                json.dump(logits, written)
            print("exported", file, flush=True)


main(*sys.argv[1:])

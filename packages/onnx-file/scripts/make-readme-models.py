"""Makes what people have when they come to the README's page for PyTorch: models of five tools, with random weights.

    python make-readme-models.py PHOTOGRAPH.jpg FOLDER [TOOL …]

Writes, for run-readme-commands.mjs, FOLDER/TOOL/ with the file that the tool's commands begin with, and FOLDER/TOOL.json: the logits
that the tool itself gives of the photograph by the way its users ask it, and the names of the classes. It needs the packages that
run-readme-commands.mjs names.
"""

import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["YOLO_OFFLINE"] = "true"
os.environ["YOLO_AUTOINSTALL"] = "false"

import torch
from as_if_trained import as_if_trained, last_layer
from PIL import Image

CLASSES = ["AKIEC", "BCC", "BKL", "DF", "MEL", "NV", "VASC"]


def turned(image):
    return [image.rotate(angle) for angle in range(0, 360, 60)]


def logits_of(network, ask, classes=len(CLASSES)):
    """What the layer before the softmax gives while a tool is asked, whatever that tool makes of it."""
    given = []
    hook = last_layer(network, classes).register_forward_hook(lambda module, inputs, output: given.append(output))
    with torch.no_grad():
        ask()
    hook.remove()
    return given[-1].flatten().tolist()


def torchvision(photograph, folder):
    import torchvision

    transform = torchvision.models.ResNet18_Weights.DEFAULT.transforms()
    network = torchvision.models.resnet18(weights=None, num_classes=len(CLASSES))
    image = Image.open(photograph).convert("RGB")
    as_if_trained(network, torch.stack([transform(each) for each in turned(image)]))
    torch.save(network, folder / "model.pt")
    return CLASSES, logits_of(network, lambda: network(transform(image).unsqueeze(0)))


def timm(photograph, folder):
    import timm

    names = ["benign", "malignant"]
    network = timm.create_model("convnextv2_atto", num_classes=len(names))
    transform = timm.data.create_transform(**timm.data.resolve_model_data_config(network))
    image = Image.open(photograph).convert("RGB")
    as_if_trained(network, torch.stack([transform(each) for each in turned(image)]), len(names))
    torch.save(network.state_dict(), folder / "best.pth")
    return names, logits_of(network, lambda: network(transform(image).unsqueeze(0)), len(names))


def hugging_face(photograph, folder):
    import transformers

    names = dict(enumerate(CLASSES))
    config = transformers.ResNetConfig(
        depths=[1, 1, 2, 1], hidden_sizes=[32, 64, 128, 256], embedding_size=32, layer_type="basic",
        id2label=names, label2id={name: i for i, name in names.items()},
    )  # fmt: skip
    network = transformers.ResNetForImageClassification(config)
    # As of microsoft/resnet-50. It keeps 0.875 of the shorter side.
    processor = transformers.ConvNextImageProcessor(size={"shortest_edge": 224}, crop_pct=0.875, resample=Image.Resampling.BICUBIC)
    image = Image.open(photograph).convert("RGB")
    as_if_trained(network, processor(turned(image), return_tensors="pt").pixel_values)
    network.save_pretrained(folder / "OWNER/NAME")
    processor.save_pretrained(folder / "OWNER/NAME")
    ask = transformers.pipeline("image-classification", model=str(folder / "OWNER/NAME"), use_fast=False)
    return CLASSES, logits_of(ask.model, lambda: ask(str(photograph)))


def parts_of(image, folder):
    """A few pictures of each class, cut out of a photograph: these tools make no model without pictures."""
    width, height = image.size
    for index, name in enumerate(CLASSES):
        for part, count in [("train", 4), ("val", 2)]:
            place = folder / part / name
            place.mkdir(parents=True)
            for i in range(count):
                left, top = (37 * index + 11 * i) % (width - 250), (23 * index + 7 * i) % (height - 230)
                image.crop((left, top, left + 250, top + 230)).save(place / f"{i}.png")


def ultralytics(photograph, folder):
    from ultralytics import YOLO
    from ultralytics.data.augment import classify_transforms

    image = Image.open(photograph).convert("RGB")
    pictures, runs = folder / "pictures", folder / "runs"
    parts_of(image, pictures)
    YOLO("yolo11n-cls.yaml").train(
        data=str(pictures), epochs=1, imgsz=224, batch=4, workers=0, plots=False, verbose=False, project=str(runs), device="cpu"
    )
    [best] = runs.rglob("best.pt")
    written = torch.load(best, weights_only=False)
    network = written["model"].float()
    transform = classify_transforms(224)
    as_if_trained(network, torch.stack([transform(each) for each in turned(image)]))
    written["model"] = network.half()
    torch.save(written, folder / "best.pt")
    yolo = YOLO(folder / "best.pt")
    return CLASSES, logits_of(yolo.model, lambda: yolo.predict(str(photograph), device="cpu", verbose=False))


def fastai(photograph, folder):
    from fastai.vision import all as vision

    pictures = folder / "pictures"
    parts_of(Image.open(photograph).convert("RGB"), pictures)
    loaders = vision.ImageDataLoaders.from_folder(
        pictures, train="train", valid="val", item_tfms=vision.Resize(224), bs=8, num_workers=0,
        batch_tfms=[*vision.aug_transforms(), vision.Normalize.from_stats(*vision.imagenet_stats)],
    )  # fmt: skip
    learner = vision.vision_learner(loaders, vision.resnet18, pretrained=False)
    as_if_trained(learner.model, torch.as_tensor(loaders.valid.one_batch()[0]))
    learner.export(folder / "export.pkl")
    learner = vision.load_learner(folder / "export.pkl")
    return list(learner.dls.vocab), logits_of(learner.model, lambda: learner.predict(str(photograph)))


TOOLS = {
    "torchvision": torchvision,
    "timm": timm,
    "hugging-face": hugging_face,
    "ultralytics": ultralytics,
    "fastai": fastai,
}


def main(photograph, folder, *wanted):
    for tool in wanted or TOOLS:
        torch.manual_seed(1)
        place = Path(folder).resolve() / tool
        place.mkdir(parents=True)
        classes, logits = TOOLS[tool](Path(photograph).resolve(), place)
        Path(folder, f"{tool}.json").write_text(json.dumps({"classes": classes, "logits": logits}))
        print("made", tool, "logits", [round(value, 2) for value in logits], flush=True)


main(*sys.argv[1:])

"""Writes fixtures/compact-lite0-keras-logits.json: Keras's logits of the compact model, which the engines are checked against.

    python3 -m venv keras2 && keras2/bin/pip install 'tensorflow-cpu==2.15.*' pillow
    keras2/bin/python packages/classifier/scripts/make-keras-logits.py test_images

The argument is the folder with the photographs, as test_images/fetch.mjs fills it; the drawings are taken besides.
Each image is decoded, cut to its centre square and resized by Pillow, as the model's manifest says.

    madeBy       this script, and the versions that it ran with
    modelSha256  of the .h5 file
    outputs      file, or `gradient` (packages/image/src/synthetic.ts) -> seven logits, in the manifest's order of classes:
                 `logits` of the picture alone; `logits2`, `logits4` and `logits8` the mean over so many views
                 (packages/image/src/views.ts), turned and mirrored by numpy
"""

import hashlib
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import PIL
import tensorflow as tf
from PIL import Image
from tensorflow import keras

ROOT = Path(__file__).resolve().parents[3]
WEIGHTS = ROOT / "packages/models/compact-lite0/compact-lite0.h5"
SIDE = 224
OUT = ROOT / "packages/classifier/fixtures/compact-lite0-keras-logits.json"


def main():
    model = keras.models.load_model(WEIGHTS, compile=False)
    model.layers[-1].activation = keras.activations.linear
    before_softmax = keras.models.clone_model(model)
    before_softmax.set_weights(model.get_weights())
    files = [*sorted(Path(sys.argv[1]).glob("*.jpg")), *sorted((ROOT / "test_images/synthetic").glob("*.jpg"))]
    pictures = {path.name: pixels(path) for path in files} | {"gradient": gradient()}
    outputs = {}
    for name, picture in pictures.items():
        turned, mirrored = ([np.rot90(one, k) for k in range(4)] for one in (picture, np.fliplr(picture)))
        logits = before_softmax(np.stack([*turned, *mirrored]), training=False).numpy().astype(np.float64)
        outputs[name] = {
            "logits": logits[0].tolist(),
            "logits2": logits[[0, 4]].mean(axis=0).tolist(),
            "logits4": logits[:4].mean(axis=0).tolist(),
            "logits8": logits.mean(axis=0).tolist(),
        }
    references = {
        "madeBy": f"packages/classifier/scripts/make-keras-logits.py with TensorFlow {tf.__version__}, Pillow {PIL.__version__}",
        "modelSha256": hashlib.sha256(WEIGHTS.read_bytes()).hexdigest(),
        "outputs": outputs,
    }
    OUT.write_text(json.dumps(references, indent=1) + "\n")


def pixels(path):
    """(SIDE, SIDE, 3), RGB, 0..255: the network rescales."""
    with Image.open(path) as image:
        rgb = image.convert("RGB")
    side = min(rgb.size)
    left, top = (rgb.width - side) // 2, (rgb.height - side) // 2
    square = rgb.crop((left, top, left + side, top + side))
    return np.asarray(square.resize((SIDE, SIDE), Image.Resampling.BILINEAR), dtype=np.float32)


def gradient():
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.stack([x, y, (x + y) // 2], axis=-1).astype(np.float32)


main()

"""What the four servers share: a photograph to probabilities, as a short program has it.

PEER_RECIPE names a JSON file with `onnx`, the network; `labels`, its classes in order; and `temperature`. PEER_WORKERS
and PEER_THREADS say how many processes serve, and how many threads the onnxruntime session of each has.
"""

import io
import json
import os
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

RECIPE = json.loads(Path(os.environ["PEER_RECIPE"]).read_text())
WORKERS = int(os.environ["PEER_WORKERS"])
THREADS = int(os.environ["PEER_THREADS"])
MAX_BATCH = 8
MAX_BATCH_DELAY_S = 0.002


class Classifier:
    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        # The product's session has these too: the servers are compared, not the tuning of onnxruntime.
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.spin_duration_us", "50")
        self._session = onnxruntime.InferenceSession(RECIPE["onnx"], options, providers=["CPUExecutionProvider"])
        _, self._height, self._width, _ = self._session.get_inputs()[0].shape
        # Each size of batch once, so that no request pays for it.
        for size in range(1, MAX_BATCH + 1):
            self.infer([np.zeros((self._height, self._width, 3), np.uint8)] * size)

    def decode(self, photograph: bytes) -> np.ndarray:
        """Returns (height, width, 3) uint8, RGB."""
        with Image.open(io.BytesIO(photograph)) as image:
            return self.resize(image)

    def resize(self, image: Image.Image) -> np.ndarray:
        small = image.convert("RGB").resize((self._width, self._height), Image.Resampling.NEAREST)
        return np.asarray(small)

    def infer(self, pictures: list[np.ndarray]) -> np.ndarray:
        """Returns (pictures, classes) float64: the softmax of the logits divided by the temperature."""
        (logits,) = self._session.run(["@logits"], {"@pixels": np.stack(pictures)})
        scaled = logits.astype(np.float64) / RECIPE["temperature"]
        powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def answer(self, probabilities: np.ndarray) -> dict[str, dict[str, float]]:
        return {"probabilities": dict(zip(RECIPE["labels"], probabilities.tolist(), strict=True))}

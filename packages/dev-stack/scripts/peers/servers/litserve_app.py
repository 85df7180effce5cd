"""LitServe: its workers gather batches; requests reach them over ZeroMQ (`fast_queue`)."""

import os
from typing import Annotated

import litserve
import numpy as np
from classifier import MAX_BATCH, MAX_BATCH_DELAY_S, WORKERS, Classifier
from fastapi import Body


class LitClassifier(litserve.LitAPI):
    def setup(self, device: str) -> None:
        self.classifier = Classifier()

    def decode_request(self, request: Annotated[bytes, Body(media_type="image/jpeg")]) -> np.ndarray:
        return self.classifier.decode(request)

    def batch(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        return list(inputs)

    def predict(self, pictures: list[np.ndarray]) -> np.ndarray:
        return self.classifier.infer(pictures)

    def unbatch(self, output: np.ndarray) -> list[np.ndarray]:
        return list(output)

    def encode_response(self, output: np.ndarray) -> dict:
        return self.classifier.answer(output)


if __name__ == "__main__":
    api = LitClassifier(max_batch_size=MAX_BATCH, batch_timeout=MAX_BATCH_DELAY_S, api_path="/classify")
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=WORKERS, timeout=60, fast_queue=True)
    server.run(
        host="127.0.0.1",
        port=int(os.environ["PEER_PORT"]),
        log_level="warning",
        access_log=False,
        generate_client_file=False,
    )

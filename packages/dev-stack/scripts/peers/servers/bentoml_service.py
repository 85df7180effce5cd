"""BentoML: batches gathered at the endpoint; a request is a form with a list of one image."""

from concurrent.futures import ThreadPoolExecutor

import bentoml
from classifier import MAX_BATCH, THREADS, WORKERS, Classifier
from PIL.Image import Image


@bentoml.service(
    workers=WORKERS,
    traffic={"timeout": 60},
    logging={"access": {"enabled": False}},
    metrics={"enabled": False},
)
class BentoClassifier:
    def __init__(self) -> None:
        self.classifier = Classifier()
        self.decoders = ThreadPoolExecutor(THREADS)

    @bentoml.api(batchable=True, max_batch_size=MAX_BATCH)
    def classify(self, images: list[Image]) -> list[dict]:
        pictures = list(self.decoders.map(self.classifier.resize, images))
        return [self.classifier.answer(row) for row in self.classifier.infer(pictures)]

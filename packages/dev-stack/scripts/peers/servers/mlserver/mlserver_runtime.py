"""MLServer: a custom runtime behind its batches and its workers; Open Inference Protocol, images as base64."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from classifier import THREADS, Classifier
from mlserver import MLModel
from mlserver.codecs import Base64Codec
from mlserver.types import InferenceRequest, InferenceResponse, ResponseOutput


class ClassifierRuntime(MLModel):
    async def load(self) -> bool:
        self.classifier = Classifier()
        # One batch is inferred at a time, while the next one is decoded.
        self.decoders = ThreadPoolExecutor(THREADS)
        self.engine = ThreadPoolExecutor(1)
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        loop = asyncio.get_running_loop()
        photographs = self.decode(payload.inputs[0], default_codec=Base64Codec)
        decoding = [loop.run_in_executor(self.decoders, self.classifier.decode, each) for each in photographs]
        pictures = await asyncio.gather(*decoding)
        rows = await loop.run_in_executor(self.engine, self.classifier.infer, pictures)
        output = ResponseOutput(
            name="probabilities", shape=list(rows.shape), datatype="FP64", data=rows.ravel().tolist()
        )
        return InferenceResponse(model_name=self.name, outputs=[output])

"""FastAPI on uvicorn. The framework has no batches: each request runs alone in one of PEER_POOL threads."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from classifier import Classifier
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = int(os.environ["PEER_POOL"])
    app.state.classifier = Classifier()
    yield


app = FastAPI(lifespan=lifespan)


def classify(classifier: Classifier, photograph: bytes) -> dict:
    return classifier.answer(classifier.infer([classifier.decode(photograph)])[0])


@app.post("/classify")
async def handle(request: Request) -> dict:
    return await run_in_threadpool(classify, app.state.classifier, await request.body())

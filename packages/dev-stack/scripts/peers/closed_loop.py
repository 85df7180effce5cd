"""Clients that each send their next photograph when the last one is answered, on connections that stay open.

Reads a Job as JSON from standard input and writes its Outcome to standard output: measure_peers.py starts it in a
process of its own, so that its processor time is told from the server's.
"""

import asyncio
import dataclasses
import itertools
import json
import math
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import uvloop

from job import ANSWER_LIMIT_S, TOLERANCE, Job
from wires import WIRES, largest_difference

PAUSE_AFTER_FAULT_S = 0.1
FAULTS = (OSError, TimeoutError, EOFError, ValueError)


@dataclass
class Outcome:
    """What the clients saw. Answers that come after the end count for the times, and not for the rate."""

    answered: int
    images_per_second: float
    p50_ms: float | None
    p95_ms: float | None
    wrong: int
    faults: dict[str, int]
    processor_seconds: float


class Load:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._wire = WIRES[job.wire]
        recipe = json.loads(Path(job.recipe).read_text())
        self._labels = recipe["labels"]
        self._requests = itertools.cycle(
            [(self._wire.request(Path(file).read_bytes()), expected) for file, expected in recipe["expected"].items()]
        )
        self._times_ms: list[float] = []
        self._in_time = 0
        self._wrong = 0
        self._faults: Counter[str] = Counter()

    async def run(self) -> Outcome:
        self._end = time.perf_counter() + self._job.seconds
        await asyncio.gather(*(self._client() for _ in range(self._job.clients)))
        self._times_ms.sort()
        return Outcome(
            answered=len(self._times_ms),
            images_per_second=self._in_time / self._job.seconds,
            p50_ms=quantile(self._times_ms, 0.5),
            p95_ms=quantile(self._times_ms, 0.95),
            wrong=self._wrong,
            faults=dict(self._faults),
            processor_seconds=time.process_time(),
        )

    async def _client(self) -> None:
        connection = None
        while time.perf_counter() < self._end:
            request, expected = next(self._requests)
            started = time.perf_counter()
            try:
                async with asyncio.timeout(ANSWER_LIMIT_S):
                    connection = connection or await asyncio.open_connection("127.0.0.1", self._job.port)
                    status, body, stays_open = await ask(*connection, request)
            except FAULTS as fault:
                self._faults[type(fault).__name__] += 1
                connection = close(connection)
                await asyncio.sleep(PAUSE_AFTER_FAULT_S)
                continue
            if not stays_open:
                connection = close(connection)
            if status == 200:
                self._count(started, body, expected)
            else:
                self._faults[str(status)] += 1
                await asyncio.sleep(PAUSE_AFTER_FAULT_S)
        close(connection)

    def _count(self, started: float, body: bytes, expected: list[float]) -> None:
        ended = time.perf_counter()
        self._times_ms.append((ended - started) * 1000)
        self._in_time += ended <= self._end
        probabilities = self._wire.decode(json.loads(body), self._labels)
        self._wrong += largest_difference(probabilities, expected) > TOLERANCE


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, bytes, bool]:
    """Returns the status, the body, and whether the connection stays open."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"^content-length:\s*(\d+)", head, re.IGNORECASE | re.MULTILINE)
    if not length:
        raise ValueError("expected an answer with a Content-Length")
    body = await reader.readexactly(int(length[1]))
    closes = re.search(r"^connection:\s*close", head, re.IGNORECASE | re.MULTILINE)
    return int(head.split(" ", 2)[1]), body, closes is None


def close(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if connection:
        connection[1].close()


def quantile(ordered: list[float], share: float) -> float | None:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def main() -> None:
    job = Job(**json.load(sys.stdin))
    print(json.dumps(dataclasses.asdict(uvloop.run(Load(job).run()))))


if __name__ == "__main__":
    main()

"""One server from its start to its end: started alone, held against the product's answers, put under load, ended."""

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from contestants import SERVERS, Configuration, Contestant, free_port
from job import ANSWER_LIMIT_S, TOLERANCE, Job
from process_tree import ProcessTree, machine_seconds
from recipe import recipe_path
from wires import WIRES, largest_difference

HERE = Path(__file__).resolve().parent
READY_LIMIT_S = 120
END_LIMIT_S = 30
# Reading a process's memory costs it some milliseconds.
MEMORY_PERIOD_S = 5


class ServerFault(Exception):
    """A server that does not start, or does not answer as the product does."""


class RunningServer:
    def __init__(self, contestant: Contestant, configuration: Configuration, folder: Path) -> None:
        self._wire = WIRES[contestant.wire]
        self._wire_name = contestant.wire
        self._recipe_path = recipe_path(folder, contestant.precision)
        self._recipe = json.loads(self._recipe_path.read_text())
        self._folder = folder
        self._port = free_port()
        self._log = folder / f"{re.sub('[^a-z0-9]+', '-', f'{contestant.name} {configuration.name}'.lower())}.log"
        settings = {
            "PEER_RECIPE": str(self._recipe_path),
            "PEER_PORT": str(self._port),
            "PEER_WORKERS": str(configuration.workers),
            "PEER_THREADS": str(configuration.threads),
            "PEER_POOL": str(configuration.pool),
            "PYTHONPATH": str(SERVERS),
        }
        self._started = time.perf_counter()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                contestant.command(folder, self._port, configuration),
                cwd=contestant.folder,
                env={**os.environ, **settings, **contestant.environment(self._port, configuration)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._tree = ProcessTree(self._process.pid)
        self.pss_bytes = 0

    def __enter__(self) -> "RunningServer":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_LIMIT_S)
        self._tree.end()
        self._process.wait()

    def wait_until_ready(self) -> float:
        """Returns the seconds from the start to the first answer."""
        photograph = next(iter(self._recipe["expected"]))
        last = "nothing"
        while time.perf_counter() - self._started < READY_LIMIT_S:
            if self._process.poll() is not None:
                raise ServerFault(f"ended with {self._process.returncode}, see {self._log}")
            try:
                status, body = self._ask(photograph)
                if status == 200:
                    return time.perf_counter() - self._started
                last = f"{status} {body[:200]!r}"
            except (OSError, http.client.HTTPException) as fault:
                last = repr(fault)
            time.sleep(0.05)
        raise ServerFault(f"not ready after {READY_LIMIT_S} s, last answer: {last}, see {self._log}")

    def check(self) -> float:
        """Asks for every photograph. Returns the largest difference of a probability from the product's."""
        largest = 0.0
        for photograph, expected in self._recipe["expected"].items():
            status, body = self._ask(photograph)
            if status != 200:
                raise ServerFault(f"{photograph}: {status} {body[:200]!r}")
            probabilities = self._wire.decode(json.loads(body), self._recipe["labels"])
            largest = max(largest, largest_difference(probabilities, expected))
        if largest > TOLERANCE:
            raise ServerFault(
                f"a probability differs from the product's by {largest:.2g}. The peers resize to the network's input "
                "by nearest neighbour and do nothing else: does the model's preprocessing say more?"
            )
        return largest

    def load(self, clients: int, seconds: float) -> dict:
        job = Job(self._wire_name, str(self._recipe_path), self._port, clients, seconds)
        server, machine, started = self._tree.processor_seconds(), machine_seconds(), time.perf_counter()
        outcome = self._run_clients(job)
        if outcome["answered"] == 0:
            raise ServerFault(f"{clients} clients got no answer, faults {outcome['faults']}, see {self._log}")
        spent = self._tree.processor_seconds() - server
        others = machine_seconds() - machine - spent - outcome["processor_seconds"]
        available = (time.perf_counter() - started) * (os.cpu_count() or 1)
        return {
            "clients": clients,
            **outcome,
            "processor_ms_per_image": 1000 * spent / max(1, outcome["answered"]),
            "others_share": others / available,
        }

    def _run_clients(self, job: Job) -> dict:
        clients = subprocess.Popen(
            [str(self._folder / "fastapi/bin/python"), str(HERE / "closed_loop.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + job.seconds + ANSWER_LIMIT_S + READY_LIMIT_S
        text: str | None = json.dumps(asdict(job))
        while True:
            try:
                output, _ = clients.communicate(text, timeout=MEMORY_PERIOD_S)
                break
            except subprocess.TimeoutExpired:
                text = None
                self.pss_bytes = max(self.pss_bytes, self._tree.pss_bytes())
                if time.monotonic() > deadline:
                    clients.kill()
                    clients.wait()
                    raise ServerFault(f"{job.clients} clients did not end, see {self._log}") from None
        self.pss_bytes = max(self.pss_bytes, self._tree.pss_bytes())
        if clients.returncode != 0:
            raise ServerFault(f"{job.clients} clients failed, see the error above")
        return json.loads(output)

    def _ask(self, photograph: str) -> tuple[int, bytes]:
        body, content_type = self._wire.encode(Path(photograph).read_bytes())
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_LIMIT_S)
        try:
            connection.request("POST", self._wire.path, body, {"Content-Type": content_type})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

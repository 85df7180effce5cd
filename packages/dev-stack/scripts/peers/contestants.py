"""What is compared: the product as `npm start` runs it, and four model servers with the programs in servers/."""

import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
SERVERS = HERE / "servers"
# Folders that set-up.sh makes.
ENVIRONMENTS = ("fastapi", "bentoml", "mlserver")
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Configuration:
    """How a server spreads its work over the cores."""

    name: str
    workers: int
    # Of the onnxruntime session of each worker.
    threads: int
    # Requests that a worker has under way, where its framework leaves that to the program.
    pool: int


ONE_THREAD_EACH = Configuration(f"{CORES} workers of 1 thread", workers=CORES, threads=1, pool=2)
ALL_THREADS = Configuration(f"1 worker of {CORES} threads", workers=1, threads=CORES, pool=2)
SHARED_SESSION = Configuration(f"1 session, pool of {CORES}", workers=1, threads=1, pool=CORES)
PRODUCT_DEFAULTS = Configuration("defaults", workers=0, threads=0, pool=0)


@dataclass(frozen=True)
class Contestant:
    name: str
    # A key of WIRES.
    wire: str
    # Which recipe its answers are held against, and its peers run.
    precision: str
    folder: Path
    # folder of the environments, port, configuration -> command line
    command: Callable[[Path, int, Configuration], list[str]]
    # port, configuration -> settings besides those that all peers have
    environment: Callable[[int, Configuration], dict[str, str]] = field(default=lambda _port, _configuration: {})
    configurations: tuple[Configuration, ...] = (ONE_THREAD_EACH, ALL_THREADS)
    is_product: bool = False


def product(model: str, precision: str, cache: Path) -> Contestant:
    # What npm runs, without npm, which would stay beside it: the peers are started without their launchers too.
    start = json.loads((ROOT / "package.json").read_text())["scripts"]["start"]
    settings = {
        "MODEL": model,
        "MODEL_FALLBACK": "none",
        "PRECISION": precision,
        "XDG_CACHE_HOME": str(cache),
        "GRPC_PORT": "0",
        "WORKER_METRICS_PORT": "0",
        "GATEWAY_METRICS_PORT": "0",
        "LOG_LEVEL": "warn",
    }
    return Contestant(
        name=f"the product, {precision}",
        wire="product",
        precision=precision,
        folder=ROOT,
        command=lambda _environments, _port, _configuration: ["sh", "-c", start],
        environment=lambda port, _configuration: {**settings, "PORT": str(port)},
        configurations=(PRODUCT_DEFAULTS,),
        is_product=True,
    )


def uvicorn(environments: Path, port: int, configuration: Configuration) -> list[str]:
    python = str(environments / "fastapi/bin/python")
    options = ["--host", "127.0.0.1", "--port", str(port), "--workers", str(configuration.workers)]
    return [python, "-m", "uvicorn", "fastapi_app:app", *options, "--no-access-log", "--log-level", "warning"]


def litserve(environments: Path, _port: int, _configuration: Configuration) -> list[str]:
    return [str(environments / "fastapi/bin/python"), "litserve_app.py"]


def bentoml(environments: Path, port: int, _configuration: Configuration) -> list[str]:
    python = str(environments / "bentoml/bin/python")
    service = "bentoml_service:BentoClassifier"
    return [python, "-m", "bentoml", "serve", service, "--host", "127.0.0.1", "--port", str(port)]


def mlserver(environments: Path, _port: int, _configuration: Configuration) -> list[str]:
    return [str(environments / "mlserver/bin/mlserver"), "start", "."]


def mlserver_settings(port: int, configuration: Configuration) -> dict[str, str]:
    return {
        "MLSERVER_HTTP_PORT": str(port),
        "MLSERVER_GRPC_PORT": str(free_port()),
        "MLSERVER_METRICS_PORT": str(free_port()),
        "MLSERVER_PARALLEL_WORKERS": str(configuration.workers),
        "PYTHONPATH": f"{SERVERS}:{SERVERS / 'mlserver'}",
    }


PEERS = (
    Contestant(
        "FastAPI",
        wire="bytes",
        precision="float32",
        folder=SERVERS,
        command=uvicorn,
        configurations=(ONE_THREAD_EACH, ALL_THREADS, SHARED_SESSION),
    ),
    Contestant("LitServe", wire="bytes", precision="float32", folder=SERVERS, command=litserve),
    Contestant(
        "BentoML",
        wire="form",
        precision="float32",
        folder=SERVERS,
        command=bentoml,
        environment=lambda _port, _configuration: {"BENTOML_DO_NOT_TRACK": "True"},
    ),
    Contestant(
        "MLServer",
        wire="inference",
        precision="float32",
        folder=SERVERS / "mlserver",
        command=mlserver,
        environment=mlserver_settings,
    ),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

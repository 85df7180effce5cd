"""The network that every server runs, and the answers that each is held against: both are the product's own."""

import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from contestants import ROOT
from wires import Probabilities, from_product

SLC = ["node", str(ROOT / "packages/dev-stack/bin/slc.mjs")]
# Fetching the model and building the clone are in it.
LIMIT_S = 1800


@dataclass(frozen=True)
class Recipe:
    model: str
    # Of the weights from which both precisions are made.
    sha256: str
    onnx: str
    labels: list[str]
    temperature: float
    # photograph's path -> what the product answers
    expected: dict[str, Probabilities]


def make_recipe(model: str, precision: str, photographs: list[Path], folder: Path) -> Recipe:
    """Compiles the model into an empty cache and classifies the photographs; writes the recipe for the servers."""
    cache = cache_of(folder, precision)
    shutil.rmtree(cache, ignore_errors=True)
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    classify = [*SLC, "classify", "--json", "--model", model, "--precision", precision, *map(str, photographs)]
    answers = [json.loads(line) for line in run(classify, environment).splitlines()]
    # Before the next command: inspecting an int8 model compiles it in float32.
    network = compiled_network(cache)
    manifest = json.loads(run([*SLC, "model", "inspect", model, "--json"], environment))["manifest"]
    labels = [label if isinstance(label, str) else label["id"] for label in manifest["labels"]]
    recipe = Recipe(
        model=manifest["id"],
        sha256=answers[0]["model"]["sha256"],
        onnx=str(network),
        labels=labels,
        temperature=answers[0]["temperature"],
        expected={answer["file"]: from_product(answer, labels) for answer in answers},
    )
    recipe_path(folder, precision).write_text(json.dumps(asdict(recipe), indent=1))
    return recipe


def recipe_path(folder: Path, precision: str) -> Path:
    return folder / f"recipe-{precision}.json"


def cache_of(folder: Path, precision: str) -> Path:
    return folder / f"cache-{precision}"


def compiled_network(cache: Path) -> Path:
    """The network as it was compiled; what the engine laid out of it for this machine has a longer name."""
    compiled = cache / "skin-lesion-classifier/compiled"
    (network,) = (path for path in compiled.glob("*.onnx") if ".laid-out-" not in path.name)
    return network


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=LIMIT_S)
    if done.returncode != 0:
        raise SystemExit(f"measure_peers: failed: {' '.join(command[:6])} …")
    return done.stdout

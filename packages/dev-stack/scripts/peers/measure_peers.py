#!/usr/bin/env python3
"""
Measures the product beside four model servers on the same work: a photograph by HTTP, decoded, resized, through the
same compiled network on onnxruntime, answered as calibrated probabilities.

    packages/dev-stack/scripts/peers/set-up.sh                      # once: 1 GB of Python environments
    node test_images/fetch.mjs
    python3 packages/dev-stack/scripts/peers/measure_peers.py test_images

Each server runs alone. Its answers are held against the product's, within 0.001, before and while it is measured with
1, 8 and 64 clients that each send the next photograph when the last one is answered. A server with several ways to
spread its work over the cores is measured in the one that answers most images a second to 8 clients. The product has
its defaults, and assesses every answer. Linux alone; Python 3.11 or later.
"""

import argparse
import json
import platform
import re
import signal
import sys
import time
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from contestants import CORES, ENVIRONMENTS, PEERS, ROOT, Configuration, Contestant, product
from process_tree import share_in_use
from recipe import cache_of, make_recipe, recipe_path
from report import OTHERS_LIMIT, summarise, to_markdown, warnings
from running_server import RunningServer, ServerFault

CLIENTS = (1, 8, 64)
WARM_UP_S = 3
PICK_CLIENTS = 8
PICK_S = 8
QUICK_S = 4
IDLE_CHECK_S = 3
NAMES = ["product", *(peer.name.lower() for peer in PEERS)]
VERSIONS_OF = {"onnxruntime", "numpy", "pillow", "fastapi", "uvicorn", "litserve", "bentoml", "mlserver"}


def main() -> None:
    options = parse_arguments()
    # A server that runs is ended on the way out.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    photographs = sorted(path.resolve() for path in options.images.glob("*.jp*g"))
    if not photographs:
        sys.exit(f"measure_peers: {options.images}: expected a folder with .jpg files")
    refuse_beside_other_work(options.force)
    contestants = prepare(options, photographs)

    results = describe(options, len(photographs))
    entries = []
    for contestant in contestants:
        rates = try_configurations(contestant, options)
        results["picks"][contestant.name] = {each.name: rate for each, rate in rates.items()}
        entries.append((contestant, max(rates, key=lambda each: rates[each])))
    for number in range(results["rounds"]):
        # Another server begins each round.
        shift = number * len(entries) // results["rounds"]
        for contestant, configuration in entries[shift:] + entries[:shift]:
            say(f"round {number + 1}: {contestant.name}, {configuration.name}")
            plan = [(count, results["seconds"]) for count in CLIENTS]
            run = measure(contestant, configuration, work=options.work, plan=plan)
            results["runs"].append({"round": number + 1, **run})
            for warning in warnings(results["runs"][-1:]):
                say(warning)
            results["summary"] = summarise(results["runs"])
            options.out.write_text(json.dumps(results, indent=1) + "\n")
    print(to_markdown(results), end="")
    sys.exit(any("fault" in run for run in results["runs"]))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", type=Path, help="folder with the photographs, .jpg")
    parser.add_argument(
        "--model",
        default="efficientnetv2s-ham10000",
        help="manifest, or its id; its preprocessing is nearest resizing alone (default: %(default)s, fetched)",
    )
    parser.add_argument("--int8", metavar="MANIFEST", help="measure the product in int8 too: what slc quantize wrote")
    parser.add_argument("--servers", default=",".join(NAMES), help="which of them (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=20, help="for each number of clients (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help=f"one round of {QUICK_S} s, no picking: does it work")
    parser.add_argument("--force", action="store_true", help="measure although other work uses the processor")
    parser.add_argument(
        "--work",
        type=Path,
        default=ROOT / ".cache/peers",
        help="folder that set-up.sh filled; compiled models and logs go there too (default: .cache/peers)",
    )
    parser.add_argument("--out", type=Path, help="where the JSON goes (default: results.json in the folder --work)")
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.out = options.out or options.work / "results.json"
    options.model, options.int8 = absolute(options.model), absolute(options.int8)
    options.servers = options.servers.lower().split(",")
    if unknown := set(options.servers) - set(NAMES):
        parser.error(f"--servers: expected some of {', '.join(NAMES)}, got {', '.join(sorted(unknown))}")
    if missing := [name for name in ENVIRONMENTS if not (options.work / name / "bin/python").exists()]:
        parser.error(f"--work {options.work}: has no {', '.join(missing)}: run set-up.sh first")
    return options


def absolute(model: str | None) -> str | None:
    """A path, wherever the server that gets it starts; an id stays."""
    return str(Path(model).resolve()) if model and Path(model).exists() else model


def prepare(options: argparse.Namespace, photographs: list[Path]) -> list[Contestant]:
    """Compiles the models, and has the product answer the photographs."""
    say(f"compiling {options.model}")
    recipe = make_recipe(options.model, "float32", photographs, options.work)
    contestants = [peer for peer in PEERS if peer.name.lower() in options.servers]
    if "product" in options.servers:
        contestants.insert(0, product(options.model, "float32", cache_of(options.work, "float32")))
    if options.int8:
        int8 = make_recipe(options.int8, "int8", photographs, options.work)
        if int8.sha256 != recipe.sha256:
            sys.exit(f"measure_peers: --int8: expected weights {recipe.sha256} as of --model, it has {int8.sha256}")
        contestants.append(product(options.int8, "int8", cache_of(options.work, "int8")))
    return contestants


def refuse_beside_other_work(is_forced: bool) -> None:
    share = share_in_use(IDLE_CHECK_S)
    if share <= OTHERS_LIMIT:
        return
    sentence = f"other work uses {100 * share:.0f} % of the processor: nothing measured now can be compared"
    if not is_forced:
        sys.exit(f"measure_peers: {sentence}. Wait, or try with --force.")
    say(f"WARNING: {sentence}")


def try_configurations(contestant: Contestant, options: argparse.Namespace) -> dict[Configuration, float]:
    """Images a second of each configuration; a lone one is not measured."""
    configurations = contestant.configurations
    if options.quick or len(configurations) == 1:
        return {configurations[0]: 0}
    rates = {}
    for configuration in configurations:
        run = measure(contestant, configuration, work=options.work, plan=[(PICK_CLIENTS, PICK_S)])
        rates[configuration] = run["loads"][str(PICK_CLIENTS)]["images_per_second"] if "fault" not in run else 0
        say(f"{contestant.name}, {configuration.name}: {run.get('fault', f'{rates[configuration]:.1f} images/s')}")
    return rates


def measure(
    contestant: Contestant,
    configuration: Configuration,
    *,
    work: Path,
    plan: list[tuple[int, float]],
) -> dict[str, Any]:
    """Runs the server alone through the plan: numbers of clients, and for how many seconds each."""
    run: dict[str, Any] = {
        "name": contestant.name,
        "configuration": configuration.name,
        "is_product": contestant.is_product,
    }
    try:
        with RunningServer(contestant, configuration, work) as server:
            run["start_s"] = server.wait_until_ready()
            run["largest_difference"] = server.check()
            server.load(PICK_CLIENTS, WARM_UP_S)
            run["loads"] = {str(clients): server.load(clients, seconds) for clients, seconds in plan}
            run["pss_bytes"] = server.pss_bytes
    except (ServerFault, OSError) as fault:
        run["fault"] = str(fault)
    return run


def describe(options: argparse.Namespace, photographs: int) -> dict[str, Any]:
    """What a reader of the results must know besides the figures."""
    recipe = json.loads(recipe_path(options.work, "float32").read_text())
    return {
        "began": datetime.now().strftime("%d %B %Y"),
        "model": recipe["model"],
        "photographs": photographs,
        "rounds": 1 if options.quick else options.rounds,
        "seconds": QUICK_S if options.quick else options.seconds,
        "machine": {"processor": processor_name(), "cores": CORES, "python": platform.python_version()},
        "versions": versions(options.work),
        "picks": {},
        "runs": [],
    }


def processor_name() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def versions(work: Path) -> dict[str, dict[str, str]]:
    """environment -> package -> version, of what decides the pace."""
    return {
        environment.name: {
            each.name: each.version
            for each in distributions(path=[str(path) for path in environment.glob("lib/python3*/site-packages")])
            if each.name.lower() in VERSIONS_OF
        }
        for environment in (work / name for name in ENVIRONMENTS)
    }


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

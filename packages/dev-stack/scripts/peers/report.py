"""Medians of the rounds, and the product's ratios to the best peer, as Markdown: report.py RESULTS.json"""

import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# More than this of the machine's processors used by other work makes a measurement worthless.
OTHERS_LIMIT = 0.1


@dataclass(frozen=True)
class Figure:
    name: str
    heading: str
    of: Callable[[dict[str, Any]], float]
    digits: int
    more_is_better: bool


FIGURES = (
    Figure("p50_ms", "1 client, p50 ms", lambda run: run["loads"]["1"]["p50_ms"], 1, False),
    Figure("images_8", "8 clients, images/s", lambda run: run["loads"]["8"]["images_per_second"], 1, True),
    Figure("images_64", "64 clients, images/s", lambda run: run["loads"]["64"]["images_per_second"], 1, True),
    Figure("processor_ms", "processor ms an image", lambda run: run["loads"]["8"]["processor_ms_per_image"], 1, False),
    Figure("pss_mib", "memory (PSS) MiB", lambda run: run["pss_bytes"] / 2**20, 0, False),
    Figure("start_s", "start s", lambda run: run["start_s"], 1, False),
)


def summarise(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians of each server, and for the product their ratio to the best peer, figure by figure."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        if "fault" not in run:
            by_name.setdefault(run["name"], []).append(run)
    rows = [row_of(own) for own in by_name.values()]
    rows.sort(key=lambda row: -row["images_8"])
    peers = [row for row in rows if not row["is_product"]]
    bests = [(figure, by_name[best_of(peers, figure)]) for figure in FIGURES] if peers else []
    ratios = [
        {"name": row["name"], **{figure.name: ratio(figure, by_name[row["name"]], best) for figure, best in bests}}
        for row in rows
        if row["is_product"] and peers
    ]
    return {"rows": rows, "ratios": ratios}


def row_of(runs: list[dict[str, Any]]) -> dict[str, Any]:
    first = runs[0]
    medians = {figure.name: statistics.median(figure.of(run) for run in runs) for figure in FIGURES}
    return {**{key: first[key] for key in ("name", "configuration", "is_product")}, "rounds": len(runs), **medians}


def best_of(rows: list[dict[str, Any]], figure: Figure) -> str:
    choose = max if figure.more_is_better else min
    return choose(rows, key=lambda row: row[figure.name])["name"]


def ratio(figure: Figure, own: list[dict[str, Any]], best: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of the ratios of the same round: what slows a whole round down is in both parts."""
    of_best = {run["round"]: figure.of(run) for run in best}
    pairs = [figure.of(run) / of_best[run["round"]] for run in own if of_best.get(run["round"])]
    return {"best": best[0]["name"], "value": statistics.median(pairs) if pairs else None}


def to_markdown(results: dict[str, Any]) -> str:
    summary = results["summary"]
    lines = [
        table_row(["server", "spread", *(figure.heading for figure in FIGURES)]),
        table_row(["---"] * (2 + len(FIGURES))),
    ]
    for row in summary["rows"]:
        name = f"**{row['name']}**" if row["is_product"] else row["name"]
        figures = [f"{row[figure.name]:.{figure.digits}f}" for figure in FIGURES]
        lines.append(table_row([name, row["configuration"], *figures]))
    if summary["ratios"]:
        headings = ["ratio to the best peer", *(figure.heading for figure in FIGURES)]
        lines += ["", table_row(headings), table_row(["---"] * len(headings))]
        for row in summary["ratios"]:
            lines.append(table_row([row["name"], *(ratio_cell(row[figure.name]) for figure in FIGURES)]))
    machine = results["machine"]
    lines += [
        "",
        f"{results['model']}, {results['photographs']} photographs, {machine['processor']}, {machine['cores']} cores, "
        f"{results['began']}. Medians; interleaved rounds: {results['rounds']}; seconds for each number of clients: "
        f"{results['seconds']:g}.",
        *warnings(results["runs"]),
    ]
    return "\n".join(lines) + "\n"


def ratio_cell(ratio_to_best: dict[str, Any]) -> str:
    value = ratio_to_best["value"]
    return "-" if value is None else f"{value:.2f} ({ratio_to_best['best']})"


def table_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def warnings(runs: list[dict[str, Any]]) -> list[str]:
    """A line for everything that makes a figure doubtful."""
    found = []
    for run in runs:
        where = f"{run['name']}, {run['configuration']}, round {run['round']}"
        if "fault" in run:
            found.append(f"WARNING: {where} failed: {run['fault']}")
        loads = run.get("loads", {})
        others = max((load["others_share"] for load in loads.values()), default=0)
        if others > OTHERS_LIMIT:
            found.append(f"WARNING: {where}: other work used up to {100 * others:.0f} % of the processor")
        for clients, load in loads.items():
            if load["wrong"] or load["faults"]:
                counts = f"{load['wrong']} wrong answers, faults {load['faults']}"
                found.append(f"WARNING: {where}: {counts} with {clients} clients")
    return found


if __name__ == "__main__":
    measured = json.loads(Path(sys.argv[1]).read_text())
    print(to_markdown({**measured, "summary": summarise(measured["runs"])}), end="")

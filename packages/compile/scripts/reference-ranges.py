"""Ranges of drawn values by numpy, as src/quantise/ has to find them: writes tests/range-references.json.

Made with numpy 2.4.6 and onnxruntime 1.32.0 (its percentile calibration, for comparison):
    python packages/compile/scripts/reference-ranges.py
"""

import json
from pathlib import Path

import numpy as np
from onnxruntime.quantization.calibrate import HistogramCollector

COUNT = 20_001
HALF_BINS = 4096
LEVELS = 256


def samples():
    """Rational functions alone, which give the same float32 numbers in every language."""
    s = 2 * (np.arange(COUNT) + 0.5) / COUNT - 1
    long_tails = s / (1 - 0.999 * np.abs(s))
    uniform = s.copy()
    uniform[[0, -1]] = [-40, 100]
    return {
        "even": s,
        "even with two far values": uniform,
        "long tails": long_tails,
        "relu": np.maximum(0, long_tails),
        "swish": np.where(s < 0, 0.278 * s, long_tails),
        "far from zero": 3 + s,
        "tiny": 1e-20 * long_tails,
        "zeros": 0 * s,
    }


def histogram(values):
    magnitude = np.abs(values).max()
    width = 2.0 ** (np.floor(np.log2(magnitude / HALF_BINS)) + 1)
    edges = np.arange(-HALF_BINS, HALF_BINS + 1) * width
    return np.histogram(values, bins=edges)[0].astype(np.float64), edges, width


def percentile(values, counts, edges, share):
    """The bins in which numpy's percentiles lie."""
    cumulated = np.cumsum(counts)
    cut = (1 - share) / 2 * counts.sum()
    first = np.searchsorted(cumulated, cut, side="right")
    last = len(counts) - 1 - np.searchsorted(np.cumsum(counts[::-1]), cut, side="right")
    return max(values.min(), edges[first]), min(values.max(), edges[last + 1])


def smoothed(counts):
    zeros = counts == 0
    if not zeros.any():
        return counts / counts.sum()
    p = counts * ((1 - 1e-4) / max(1, counts.sum()))
    p[zeros] = 1e-4 / zeros.sum()
    return p


def divergence(counts, first, end):
    kept = counts[first:end]
    reference = kept.copy()
    reference[0] += counts[:first].sum()
    reference[-1] += counts[end:].sum()
    levels = min(LEVELS, len(kept))
    edges = np.arange(levels + 1) * len(kept) // levels
    level = np.repeat(np.arange(levels), np.diff(edges))
    filled = reference != 0
    per_bin = np.bincount(level, kept) / np.maximum(1, np.bincount(level, filled))
    rounded = np.where(filled, per_bin[level], 0)
    p, q = smoothed(reference), smoothed(rounded)
    return float(np.sum(p * np.log(p / q)))


def entropy(values, counts, edges, width):
    counts = counts.reshape(-1, 4).sum(axis=1)
    edges, width, half = edges[::4], 4 * width, HALF_BINS // 4
    counts[half] -= np.count_nonzero(values == 0)
    low, high = values.min(), values.max()
    magnitude = int(np.ceil(max(-low, high) / width))
    tried = []
    for candidate in range(60, -1, -1):
        limit = int(np.ceil((0.0625 + (0.9375 * candidate) / 60) * magnitude))
        first = max(half - limit, half + int(np.floor(low / width)))
        end = min(half + limit, half + int(np.floor(high / width)) + 1)
        if first < end:
            tried.append((divergence(counts, first, end), first, end))
    _, first, end = min(tried, key=lambda each: each[0])
    return max(low, edges[first]), min(high, edges[end])


def squared_error(values, low, high):
    """By rounding each value: what the histogram's estimate is held against."""
    low, high = min(0.0, low), max(0.0, high)
    scale = (high - low) / 255
    zero = np.round(-low / scale)
    rounded = (np.clip(np.round(values / scale) + zero, 0, 255) - zero) * scale
    return float(np.mean((values - rounded) ** 2))


def onnxruntime_percentile(values, share):
    collector = HistogramCollector("percentile", False, 2048, 128, 100 * share, "all")
    collector.collect_value({"value": [values]})
    low, high = collector.compute_percentile()["value"][:2]
    return [float(low), float(high)]


def main():
    result = {}
    for name, drawn in samples().items():
        values = drawn.astype(np.float32).astype(np.float64)
        if not values.any():
            result[name] = {"all values": [0, 0], "percentile": [0, 0], "entropy": [0, 0]}
            continue
        counts, edges, width = histogram(values)
        ranges = {
            "all values": (values.min(), values.max()),
            "percentile": percentile(values, counts, edges, 0.999),
            "entropy": entropy(values, counts, edges, width),
        }
        result[name] = {key: [float(low), float(high)] for key, (low, high) in ranges.items()}
        result[name]["squaredErrors"] = {key: squared_error(values, *ends) for key, ends in ranges.items()}
        result[name]["onnxruntimePercentile"] = onnxruntime_percentile(values.astype(np.float32), 0.999)
    path = Path(__file__).parent.parent / "tests" / "range-references.json"
    path.write_text(json.dumps(result, indent=2) + "\n")


main()

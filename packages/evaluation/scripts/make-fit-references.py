"""Writes fixtures/fit-references.json: what scipy and scikit-learn fit on drawn data and on the compact model's answers.

    python3 -m venv /tmp/fits && /tmp/fits/bin/pip install numpy scipy scikit-learn
    /tmp/fits/bin/python packages/evaluation/scripts/make-fit-references.py ANSWERS.json

ANSWERS.json holds {"logits": [[...]], "labels": [...]} of a model's answers for labelled images: no picture goes into the fixture.
Arrays are stored as base64 of float32, little endian; references are computed from the rounded values.
"""

import base64
import json
import math
import sys
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq
from scipy.spatial.distance import cdist
from scipy.special import log_softmax, softmax
from sklearn.covariance import empirical_covariance, shrunk_covariance
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

FIXTURE = Path(__file__).parents[1] / "fixtures" / "fit-references.json"
RIDGE = 0.1
SHRINKAGE = 0.05


def pack(array):
    return base64.b64encode(np.asarray(array, "<f4").tobytes()).decode()


def rounded(array):
    return np.asarray(array, "<f4").astype(float)


def temperature(logits, labels):
    """The root of the likelihood's slope by 1 / T, which scipy brackets and narrows to 1e-14."""
    rows = np.arange(len(labels))

    def slope(inverse):
        return np.mean((softmax(logits * inverse, axis=1) * logits).sum(1) - logits[rows, labels])

    return 1 / brentq(slope, 1e-6, 1e3, xtol=1e-14, rtol=1e-14)


def nll(logits, labels, t):
    return -log_softmax(logits / t, axis=1)[np.arange(len(labels)), labels].mean()


def quantile(scores, coverage):
    rank = math.ceil((len(scores) + 1) * coverage - 1e-9)
    return float(np.sort(scores)[rank - 1]) if rank <= len(scores) else 1.0


def answers_case(logits, labels):
    logits, labels = rounded(logits), np.asarray(labels)
    t = temperature(logits, labels)
    assert nll(logits, labels, t) <= min(nll(logits, labels, t * f) for f in (0.999, 1.001))
    scores = 1 - softmax(logits / t, axis=1)[np.arange(len(labels)), labels]
    classes = range(logits.shape[1])
    return {
        "classes": logits.shape[1],
        "logits": pack(logits),
        "labels": labels.tolist(),
        "temperature": t,
        "thresholds": [
            {
                "coverage": coverage,
                "pooled": quantile(scores, coverage),
                "perClass": [
                    quantile(scores[labels == k], coverage) if (labels == k).sum() >= 20 else None for k in classes
                ],
            }
            for coverage in (0.8, 0.9, 0.95)
        ],
    }


def outlier_case(rng, images, length, components):
    """Correlated embeddings of three classes, of which two share a mean, and of pictures of another sort."""
    mixing = rng.normal(size=(length, length)) * (0.9 ** np.arange(length))[:, None]

    def draw(count, centre):
        return rounded(centre + rng.normal(size=(count, length)) @ mixing)

    centres = rng.normal(size=(4, length))
    classes = rng.choice(3, images, p=(0.6, 0.3, 0.1))
    genuine = np.vstack([draw(1, centres[c]) for c in classes])
    wrong = draw(images // 3, centres[3])
    probes = np.vstack([draw(4, centre) for centre in centres] + [draw(4, 8 * centres[0])])
    means_of = np.minimum(classes, 1)

    pca = PCA(components, svd_solver="full").fit(genuine)
    projected = pca.transform(genuine)
    means = np.array([projected[means_of == c].mean(0) for c in range(2)])
    within = empirical_covariance(projected - means[means_of], assume_centered=True)
    precision = np.linalg.inv(shrunk_covariance(within, shrinkage=SHRINKAGE))
    along = pca.transform(probes)
    both = np.vstack([wrong, genuine])
    scaler = StandardScaler().fit(both)
    detector = LogisticRegression(
        C=1 / (RIDGE * len(both)), class_weight="balanced", solver="newton-cholesky", tol=1e-13, max_iter=1000
    ).fit(scaler.transform(both), np.arange(len(both)) < len(wrong))
    return {
        "length": length,
        "components": components,
        "genuine": pack(genuine),
        "meanOf": means_of.tolist(),
        "wrongSort": pack(wrong),
        "probes": pack(probes),
        "inside": cdist(along, means, "mahalanobis", VI=precision).min(1).tolist(),
        "outside": np.linalg.norm(probes - pca.inverse_transform(along), axis=1).tolist(),
        "wrongSortScores": detector.decision_function(scaler.transform(probes)).tolist(),
    }


def main():
    real = json.loads(Path(sys.argv[1]).read_text())
    rng = np.random.default_rng(16)
    labels = rng.choice(5, 800, p=(0.5, 0.3, 0.12, 0.06, 0.02))
    drawn = 3 * rng.normal(size=(800, 5)) + 4 * np.eye(5)[labels]
    references = {
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
        "answers": {
            "drawn": answers_case(drawn, labels),
            "the compact model’s, of 708 images": answers_case(real["logits"], real["labels"]),
            "equal logits": answers_case(np.round(drawn / 4), labels),
        },
        "outliers": {
            "more images than numbers": outlier_case(rng, 240, 24, 10),
            "fewer images than numbers": outlier_case(rng, 60, 80, 15),
        },
    }
    FIXTURE.write_text(json.dumps(references, ensure_ascii=False) + "\n")


main()

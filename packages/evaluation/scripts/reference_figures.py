"""Figures of answers, and the bootstrap's draws of them, as scikit-learn, scipy and numpy compute them: for make-references.py."""

import numpy as np
from scipy.special import log_softmax, softmax
from sklearn import metrics

MALIGNANT = {'AKIEC', 'BCC', 'MEL', 'malignant'}
DRAWS, SEED = 100, 5


# --- Figures of some rows ---------------------------------------------------------------------------------------------


def ece(scores, outcomes, bins=15):
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (scores > low) & (scores <= high) if low > 0 else scores <= high
        if inside.any():
            error += inside.mean() * abs(outcomes[inside].mean() - scores[inside].mean())
    return error


def adaptive_ece(scores, outcomes, bins=15):
    order = np.argsort(scores, kind='stable')
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return sum(len(part) / len(scores) * abs(outcomes[part].mean() - scores[part].mean()) for part in parts)


def classwise_ece(p, y):
    return np.mean([ece(p[:, k], (y == k) * 1.0) for k in range(p.shape[1])])


def risk_coverage_area(scores, right):
    """Errors grow evenly within a block of equal scores."""
    ends = np.unique(-scores, return_counts=True)[1].cumsum()
    wrong = np.cumsum(~right[np.argsort(-scores, kind='stable')])[ends - 1]
    k = np.arange(1, len(scores) + 1)
    return np.mean(np.interp(k, np.r_[0, ends], np.r_[0, wrong]) / k)


def area(positive, scores):
    return metrics.roc_auc_score(positive, scores) if 0 < positive.sum() < len(positive) else np.nan


def average_precision(positive, scores):
    return metrics.average_precision_score(positive, scores) if positive.any() else np.nan


def operating_points(positive, scores, prevalence):
    names = ['sensitivity', 'specificity', 'positivePredictiveValue', 'negativePredictiveValue']
    points = []
    for figure in ['specificity', 'sensitivity']:
        for at_least in [0.8, 0.9, 0.95]:
            point = {'figure': figure, 'atLeast': at_least, **{name: np.nan for name in names}}
            if 0 < positive.sum() < len(positive):
                fpr, tpr, _ = metrics.roc_curve(positive, scores, drop_intermediate=False)
                negatives = (~positive).sum()
                # Counts, so that 4 of 5 is at least 0.8.
                tnr = np.round((1 - fpr) * negatives) / negatives
                kept, gained = (tnr, tpr) if figure == 'specificity' else (tpr, tnr)
                best = max(zip(gained[kept >= at_least], kept[kept >= at_least]))
                sens, spec = best if figure == 'specificity' else best[::-1]
                tp, fn = sens * prevalence, (1 - sens) * prevalence
                tn, fp = spec * (1 - prevalence), (1 - spec) * (1 - prevalence)
                predictive = [tp / (tp + fp) if tp + fp > 0 else np.nan, tn / (tn + fn) if tn + fn > 0 else np.nan]
                point.update(zip(names, [sens, spec, *predictive]))
            points.append(point)
    return points


def measure(data, rows, prevalence):
    """The figures with bootstrap intervals, of some rows (with repetitions)."""
    z, y, classes = data['logits'][rows], data['labels'][rows], data['classes']
    k = len(classes)
    before, after = softmax(z, axis=1), softmax(z / data['temperature'], axis=1)
    top = data['top'][rows]
    f1 = metrics.f1_score(y, top, average=None, labels=range(k), zero_division=np.nan)
    positive = np.isin(np.array(classes)[y], list(MALIGNANT))
    malignant = after[:, [name in MALIGNANT for name in classes]].sum(axis=1)

    def twice(figure):
        return {'before': figure(before, 1.0), 'after': figure(after, data['temperature'])}

    return {
        'balancedAccuracy': metrics.balanced_accuracy_score(y, top),
        'macroF1': metrics.f1_score(y, top, average='macro'),
        'perClass': [
            {
                'f1': f1[c],
                'rocAuc': area(y == c, after[:, c]),
                'averagePrecision': average_precision(y == c, after[:, c]),
            }
            for c in range(k)
        ],
        'nll': twice(lambda _, t: -log_softmax(z / t, axis=1)[np.arange(len(y)), y].mean()),
        'brier': twice(lambda p, _: metrics.brier_score_loss(y, p, labels=range(k), scale_by_half=False)),
        'ece': twice(lambda p, _: ece(p.max(axis=1), (top == y) * 1.0)),
        'adaptiveEce': twice(lambda p, _: adaptive_ece(p.max(axis=1), (top == y) * 1.0)),
        'classwiseEce': twice(lambda p, _: classwise_ece(p, y)),
        'malignant': {
            'rocAuc': area(positive, malignant),
            'averagePrecision': average_precision(positive, malignant),
            'operatingPoints': operating_points(positive, malignant, prevalence),
        },
        'riskCoverage': {'area': risk_coverage_area(after.max(axis=1), top == y)},
        'predictionSets': {'meanSize': data['members'][rows].sum(axis=1).mean()},
    }


# --- The bootstrap's draws --------------------------------------------------------------------------------------------


def random_words(seed):
    """xoshiro128** whose state SplitMix32 fills, as src/random.ts."""
    mask = 0xFFFFFFFF
    state = []
    for i in range(1, 5):
        word = (seed + i * 0x9E3779B9) & mask
        word = ((word ^ (word >> 16)) * 0x85EBCA6B) & mask
        word = ((word ^ (word >> 13)) * 0xC2B2AE35) & mask
        state.append(word ^ (word >> 16))

    def rotate(word, bits):
        return ((word << bits) | (word >> (32 - bits))) & mask

    while True:
        yield (rotate((state[1] * 5) & mask, 7) * 9) & mask
        shifted = (state[1] << 9) & mask
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = rotate(state[3], 11)


def draws_of(groups):
    words = random_words(SEED)
    known = list(dict.fromkeys(groups.tolist()))
    members = [np.flatnonzero(groups == group) for group in known]
    for _ in range(DRAWS):
        drawn = [int(next(words) / 2**32 * len(known)) for _ in known]
        # Rows in their own order: adaptive bins depend on the order of ties.
        yield np.sort(np.concatenate([members[group] for group in drawn]))


def with_intervals(value, draws):
    if isinstance(value, dict):
        return {key: with_intervals(child, [draw[key] for draw in draws]) for key, child in value.items()}
    if isinstance(value, list):
        return [with_intervals(child, [draw[i] for draw in draws]) for i, child in enumerate(value)]
    if isinstance(value, str):
        return value
    if np.isnan(value) or np.isnan(draws).all():
        return None
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return {'value': value, 'low': low, 'high': high}

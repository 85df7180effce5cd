"""Writes fixtures/*.json.gz: answers of models, and what scikit-learn, scipy and numpy say of them.

    python3 -m venv /tmp/references && /tmp/references/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    npm run --silent slc -- evaluate --model compact-lite0 --data IMAGES --predictions predictions.csv
    /tmp/references/bin/python packages/evaluation/scripts/make-references.py predictions.csv

IMAGES is a folder of 708 images of HAM10000 lesions that the compact model was not trained on, with labels.csv. Only the
model's outputs, labels and lesions are kept. Without the argument only the other fixtures are written.
"""

import base64
import csv
import gzip
import json
import os
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy.special import log_softmax, softmax
from scipy.stats import binomtest
from sklearn import metrics

warnings.filterwarnings('ignore')

HAM10000 = ['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC']
MALIGNANT = {'AKIEC', 'BCC', 'MEL', 'malignant'}
DRAWS, SEED = 100, 5
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures')


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


# --- All figures ------------------------------------------------------------------------------------------------------


def wilson(successes, trials):
    if trials == 0:
        return None
    interval = binomtest(int(successes), int(trials)).proportion_ci(method='wilson')
    return {'value': successes / trials, 'low': interval.low, 'high': interval.high}


def reliability(p, y, top):
    scores, bins = p.max(axis=1), []
    for b in range(15):
        inside = (scores > b / 15) & (scores <= (b + 1) / 15)
        if inside.any():
            right = (top == y)[inside]
            bins.append({'from': b / 15, 'to': (b + 1) / 15, 'count': len(right), 'confidence': scores[inside].mean(),
                         'accuracy': wilson(right.sum(), len(right))})
    return bins


def curve(positive, scores):
    if not 0 < positive.sum() < len(positive):
        return None
    fpr, tpr, thresholds = metrics.roc_curve(positive, scores, drop_intermediate=False)
    up, along = np.rint(np.diff(tpr) * positive.sum()), np.rint(np.diff(fpr) * (~positive).sum())
    corners = np.r_[True, up[:-1] * along[1:] != along[:-1] * up[1:], True]
    return [
        {'threshold': None if np.isinf(t) else t, 'sensitivity': sens, 'specificity': 1 - f}
        for f, sens, t in zip(fpr[corners], tpr[corners], thresholds[corners])
    ]


def evaluate(data):
    z, y, classes, t = data['logits'], data['labels'], data['classes'], data['temperature']
    n, k = z.shape
    after = softmax(z / t, axis=1)
    data['top'] = top = after.argmax(axis=1)
    data['members'] = members = (after >= 0.15) | (np.arange(k) == top[:, None])
    positive = np.isin(np.array(classes)[y], list(MALIGNANT))
    malignant = after[:, [name in MALIGNANT for name in classes]].sum(axis=1)
    prevalence = data.get('prevalence', positive.mean())
    figures = with_intervals(
        measure(data, np.arange(n), prevalence), [measure(data, rows, prevalence) for rows in draws_of(data['groups'])]
    )

    for name in ['brier', 'ece', 'adaptiveEce', 'classwiseEce']:
        figures[name] = {
            **{time: each['value'] for time, each in figures[name].items()},
            **{time + '95': {'low': each['low'], 'high': each['high']} for time, each in figures[name].items()},
        }
    confusion = metrics.confusion_matrix(y, top, labels=range(k))
    for c, row in enumerate(figures['perClass']):
        row.update({
            'class': classes[c],
            'support': int(confusion[c].sum()),
            'recall': wilson(confusion[c, c], confusion[c].sum()),
            'precision': wilson(confusion[c, c], confusion[:, c].sum()),
        })
    for point, demand in zip(figures['malignant']['operatingPoints'], operating_points(positive, malignant, prevalence)):
        point.update(figure=demand['figure'], atLeast=demand['atLeast'])
    figures['malignant'].update(
        support=int(positive.sum()), prevalence=prevalence, roc=curve(positive, malignant)
    )
    sizes = members.sum(axis=1)
    covered = members[np.arange(n), y]
    figures['predictionSets'].update(
        coverage=wilson(covered.sum(), n),
        coveragePerClass=[wilson(covered[y == c].sum(), (y == c).sum()) for c in range(k)],
        sizes=np.bincount(sizes, minlength=k + 1).tolist(),
        singleShare=wilson((sizes == 1).sum(), n),
        singleAccuracy=wilson((top == y)[sizes == 1].sum(), (sizes == 1).sum()),
    )
    figures['verdicts'] = [
        {'verdict': verdict, 'images': int(own.sum()), 'share': wilson(own.sum(), n),
         'accuracy': wilson((top == y)[own].sum(), own.sum())}
        for verdict, own in [('clear', sizes == 1), ('undecided', sizes > 1)] if own.any()
    ]
    figures['outliers'] = {
        'undecided': wilson((after.max(axis=1) < 0.4).sum(), n),
        'unusable': wilson((after.max(axis=1) < 0.3).sum(), n),
    }
    figures.update(
        images=n, groups=len(set(data['groups'].tolist())), temperature=t,
        accuracy=wilson((top == y).sum(), n),
        confusionMatrix={'classes': classes, 'counts': confusion.tolist()},
        reliability={'before': reliability(softmax(z, axis=1), y, top), 'after': reliability(after, y, top)},
    )
    return figures


def compare(data):
    """With a second model whose logits are the mean of the image's own and those of the seventh image after it."""
    z = data['logits']
    second = {**data, 'logits': (z + np.roll(z, -7, axis=0)) / 2, 'temperature': 0.7}
    second['top'] = softmax(second['logits'] / 0.7, axis=1).argmax(axis=1)

    def headline(model, rows):
        y, top = model['labels'][rows], model['top'][rows]
        figures = measure(model, rows, 0.5)
        return {
            'accuracy': metrics.accuracy_score(y, top),
            **{name: figures[name] for name in ['balancedAccuracy', 'macroF1']},
            **{name: figures[name]['after'] for name in ['nll', 'brier', 'ece']},
            'malignantRocAuc': figures['malignant']['rocAuc'],
            'perClass': [
                {'recall': (top == y)[y == c].mean() if (y == c).any() else np.nan, 'rocAuc': row['rocAuc']}
                for c, row in enumerate(figures['perClass'])
            ],
        }

    def pair(a, b):
        if isinstance(a, dict):
            return {key: pair(a[key], b[key]) for key in a}
        if isinstance(a, list):
            return [pair(*children) for children in zip(a, b)]
        return {'first': a, 'second': b, 'difference': b - a}

    def paired(rows):
        return pair(headline(data, rows), headline(second, rows))

    figures = with_intervals(paired(np.arange(len(z))), [paired(rows) for rows in draws_of(data['groups'])])
    y = data['labels']
    a, b = data['top'] == y, second['top'] == y
    discordant = [int((a & ~b).sum()), int((~a & b).sum())]
    p = binomtest(discordant[0], sum(discordant), 0.5).pvalue if sum(discordant) else 1
    figures['mcnemar'] = {
        'bothRight': int((a & b).sum()), 'onlyFirstRight': discordant[0], 'onlySecondRight': discordant[1],
        'bothWrong': int((~a & ~b).sum()), 'pValue': p,
    }
    differing = np.flatnonzero(data['top'] != second['top']).tolist()
    figures['differing'] = differing
    return figures


# --- Data -------------------------------------------------------------------------------------------------------------


def synthetic(seed=20240607, n=5000):
    """Overconfident answers of lesions of 1 to 4 images; images of a lesion share a part of their logits."""
    random = np.random.default_rng(seed)
    groups = np.repeat(np.arange(n), random.integers(1, 5, n))[:n]
    share = [0.033, 0.051, 0.11, 0.012, 0.111, 0.669, 0.014]
    labels = random.choice(7, size=n, p=share)[np.unique(groups, return_inverse=True)[1]]
    logits = random.normal(0, 1.3, (n, 7)) + random.normal(0, 1.3, (n, 7))[groups] + 2 * np.log(np.array(share) * 7)
    logits[np.arange(n), labels] += 3.5
    # Group numbers need not be dense or sorted.
    return dict(classes=HAM10000, logits=np.rint(logits * 1024) / 1024, labels=labels, groups=(groups * 7919) % 104729,
                temperature=1.7, prevalence=0.02)


def degenerate():
    random = np.random.default_rng(7)

    def some(n, labels, classes=HAM10000, **more):
        logits = np.rint(random.normal(0, 1.5, (n, len(classes))) * 1024) / 1024
        return dict(classes=classes, logits=logits, labels=np.array(labels), groups=np.arange(n), temperature=1.3, **more)

    absent = some(60, random.choice([0, 1, 4, 5], 60))
    absent['logits'][:, [0, 6]] -= 12
    right = some(40, random.integers(0, 7, 40))
    right['labels'] = right['logits'].argmax(axis=1)
    wrong = some(40, [0] * 40)
    wrong['labels'] = wrong['logits'].argmin(axis=1)
    # Rows that are repeated, and rows whose probabilities are 1, 1/2, 1/3, … 1/7 exactly: edges of bins among them.
    ties = some(120, random.integers(0, 7, 120))
    for i in range(60):
        ties['logits'][i] = ties['logits'][i % 5]
    for i in range(60, 120):
        ties['logits'][i] = np.where(np.arange(7) <= i % 7, 0, -3000)
    saturated = some(30, random.integers(0, 7, 30))
    saturated['logits'] *= 1024
    return {
        'class-absent': absent,
        'all-right': right,
        'all-wrong': wrong,
        'ties': ties,
        'saturated': saturated,
        'one-image': some(1, [4]),
        'one-class': some(25, [4] * 25),
        'one-group': {**some(12, random.integers(0, 7, 12)), 'groups': np.full(12, 3)},
        'two-classes': some(50, random.integers(0, 2, 50), classes=['benign', 'malignant'], prevalence=0.1),
    }


def real(predictions_path):
    with open(predictions_path, newline='') as file:
        rows = [row for row in csv.DictReader(file) if not row['error']]
    with open(os.path.join(FOLDER, '..', '..', 'models', 'compact-lite0', 'manifest.json')) as file:
        manifest = json.load(file)
    model = f"{manifest['id']} {manifest['source']['revision']}"
    assert {row['model'] for row in rows} == {model}, f'expected the answers of {model}'
    lesions = list(dict.fromkeys(row['group'] for row in rows))
    logits = np.array([[float(row['z_' + name]) for name in HAM10000] for row in rows])
    return dict(
        classes=HAM10000,
        # A mean of four views has more digits than the fixture keeps.
        logits=logits.astype('<f4').astype(float),
        labels=np.array([HAM10000.index(row['label']) for row in rows]),
        groups=np.array([lesions.index(row['group']) for row in rows]),
        temperature=manifest['temperature']['value'],
        model=model,
    )


# --- Files ------------------------------------------------------------------------------------------------------------


def plain(value):
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(child) for child in value]
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    return int(value) if isinstance(value, np.integer) else value


def reference(data):
    expected = {'evaluate': evaluate(data), 'compare': compare(data)}
    logits = data['logits'].astype('<f4')
    assert (logits == data['logits']).all(), 'logits are stored as float32'
    return {
        'classes': data['classes'], 'temperature': data['temperature'], 'prevalence': data.get('prevalence'),
        'model': data.get('model'),
        # Row-major float32, little endian.
        'logits': base64.b64encode(logits.tobytes()).decode(),
        'labels': data['labels'].tolist(), 'groups': data['groups'].tolist(), 'expected': plain(expected),
    }


def write(name, references):
    versions = {'python': sys.version.split()[0], 'numpy': np.__version__, 'scipy': scipy.__version__,
                'scikit-learn': sklearn.__version__}
    content = {'versions': versions, 'draws': DRAWS, 'seed': SEED, 'references': references}
    path = os.path.join(FOLDER, name + '.json.gz')
    with open(path, 'wb') as file:
        # Without a time, so that the same content is the same file.
        file.write(gzip.compress(json.dumps(content, allow_nan=False).encode(), mtime=0))
    print(name, os.path.getsize(path))


write('degenerate', {name: reference(data) for name, data in degenerate().items()})
write('synthetic', {'synthetic': reference(synthetic())})
if len(sys.argv) == 2:
    write('real', {'real': reference(real(sys.argv[1]))})

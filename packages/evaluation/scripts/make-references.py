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
from scipy.special import softmax
from scipy.stats import binomtest
from sklearn import metrics

from reference_figures import DRAWS, MALIGNANT, SEED, draws_of, measure, operating_points, with_intervals

warnings.filterwarnings('ignore')

HAM10000 = ['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC']
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures')


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

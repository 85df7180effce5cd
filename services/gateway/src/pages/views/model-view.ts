import type { Evaluation, ModelInfo, ModelManifest } from '@slc/domain';
import { recallPlot } from '../charts/recall-plot.js';
import { largestGap, reliabilityPlot } from '../charts/reliability-plot.js';
import type { MessageKey } from '../locales/en.js';
import { licenceText, type ManifestWords, manifestWords } from './manifest-words.js';
import { modelStatusView } from './model-status-view.js';
import type { PageContext } from './page-context.js';
import { preprocessingView } from './preprocessing-view.js';

/** Everything that a model's manifest says of it. */
export function modelView(context: PageContext, info: ModelInfo) {
  const { t, prefix } = context;
  return {
    title: t('model.title'),
    path: '/model-info',
    prefix,
    status: modelStatusView(context, info),
    manifest: info.manifest && manifestView(context, info.manifest, info.engine),
  };
}

function manifestView(context: PageContext, manifest: ModelManifest, engine: string | null) {
  const { t, format } = context;
  const { source, architecture, input, temperature, training } = manifest;
  const words = manifestWords(context, manifest);
  const unknown = t('model.unknownValue');
  return {
    name: words.name,
    summary: words.summary,
    caveats: words.caveats,
    facts: [
      fact(t('model.id'), manifest.id),
      fact(t('model.revision'), source.revision),
      fact(t('model.architecture'), architecture.name, context.locale === 'en' ? null : 'en'),
      fact(
        t('model.parameters'),
        architecture.parameters === null ? unknown : format.integer(architecture.parameters),
      ),
      fact(
        t('model.input'),
        t('model.inputSize', { width: format.integer(input.width), height: format.integer(input.height) }),
      ),
      fact(t('model.size'), source.sizeBytes === null ? unknown : format.bytes(source.sizeBytes)),
      fact(t('model.engine'), engine ?? unknown),
    ],
    sha256: source.sha256 ?? unknown,
    temperature: t('model.temperatureText', { value: format.number(temperature.value) }),
    fittedOn: words.fittedOn,
    licence: licenceText(context, manifest),
    attribution: words.attribution,
    preprocessing: preprocessingView(context, manifest),
    classes: {
      tests: words.evaluations.map(({ dataset }) => dataset),
      hasDataset: training?.classCounts != null,
      rows: manifest.labels.map(({ id, malignancy }, index) => ({
        id,
        dataset: classCount(context, training?.classCounts?.[index]),
        name: t(`class.${id}.name` as MessageKey),
        malignancy,
        malignancyName: t(`malignancy.${malignancy}` as MessageKey),
        counts: manifest.evaluations.map(({ perClass }) => {
          return classCount(context, perClass.find((row) => row.class === id)?.support);
        }),
      })),
    },
    training: training &&
      words.training && {
        dataset: words.training.dataset,
        images: training.images === null ? unknown : format.integer(training.images),
        split: t(`model.split.${training.splitBy ?? 'unknown'}`),
        procedure: words.training.procedure,
      },
    evaluations: manifest.evaluations.map((evaluation, index) =>
      evaluationView(context, manifest, evaluation, words.evaluations[index], index),
    ),
  };
}

function classCount({ t, format }: PageContext, count: number | undefined): string {
  return count === undefined ? t('model.unknownValue') : format.integer(count);
}

function fact(name: string, value: string, lang: 'en' | null = null) {
  return { name, value: { text: value, lang } };
}

function evaluationView(
  context: PageContext,
  manifest: ModelManifest,
  evaluation: Evaluation,
  words: ManifestWords['evaluations'][number] | undefined,
  index: number,
) {
  const { t, format } = context;
  return {
    anchor: `test-${index + 1}`,
    dataset: words?.dataset,
    images: t('model.measured.images', { images: format.integer(evaluation.images) }),
    split: t(`model.split.${evaluation.splitBy ?? 'unknown'}`),
    figures: figures(context, evaluation),
    rows: evaluation.perClass.map((row) => {
      const recall = {
        value: format.decimal(row.recall, 2),
        low: format.decimal(row.recall95.low, 2),
        high: format.decimal(row.recall95.high, 2),
      };
      return {
        id: row.class,
        name: t(`class.${row.class}.name` as MessageKey),
        plot: recallPlot(row.recall, row.recall95),
        plotText: t('model.perClass.plot', recall),
        recall: t('model.perClass.recallValue', recall),
        precision: format.decimal(row.precision, 2),
        f1: format.decimal(row.f1, 2),
        support: format.integer(row.support),
        rocAuc: figure(context, row.rocAuc),
      };
    }),
    confusion: confusion(context, manifest, evaluation),
    reliability: reliability(context, evaluation),
  };
}

function figures(context: PageContext, evaluation: Evaluation) {
  const { t } = context;
  const { accuracy, accuracy95, ece, eceBeforeTemperature, nll, nllBeforeTemperature } = evaluation;
  const interval = accuracy95 && {
    low: figure(context, accuracy95.low),
    high: figure(context, accuracy95.high),
  };
  const before = (value: number | null) =>
    value === null ? null : t('model.figure.before', { before: figure(context, value) });
  return [
    {
      name: t('model.figure.accuracy'),
      value: figure(context, accuracy),
      detail: interval && t('model.figure.interval', interval),
    },
    {
      name: t('model.figure.balancedAccuracy'),
      value: figure(context, evaluation.balancedAccuracy),
      detail: null,
    },
    { name: t('model.figure.macroF1'), value: figure(context, evaluation.macroF1), detail: null },
    { name: t('model.figure.ece'), value: figure(context, ece), detail: before(eceBeforeTemperature) },
    { name: t('model.figure.nll'), value: figure(context, nll), detail: before(nllBeforeTemperature) },
    {
      name: t('model.figure.malignantRocAuc'),
      value: figure(context, evaluation.malignantRocAuc),
      detail: null,
    },
  ];
}

function confusion({ format }: PageContext, { labels }: ModelManifest, { confusionMatrix }: Evaluation) {
  if (!confusionMatrix) return null;
  return {
    labels: labels.map(({ id }) => id),
    rows: confusionMatrix.map((counts, row) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      return {
        id: labels[row]?.id,
        cells: counts.map((count, column) => ({
          count: format.integer(count),
          // Ten steps of shading, by the share of the row.
          shade: String(total === 0 ? 0 : Math.round((count / total) * 9)),
          isRight: row === column,
        })),
      };
    }),
  };
}

function reliability(context: PageContext, { reliability: bins }: Evaluation) {
  const { t, format } = context;
  const gap = largestGap(bins);
  if (!gap) return null;
  const filled = bins.filter(({ count }) => count > 0);
  return {
    plot: reliabilityPlot(bins),
    alt: t('model.reliability.alt', {
      bins: format.integer(filled.length),
      confidence: format.percent(gap.confidence, 0),
      accuracy: format.percent(gap.accuracy, 0),
    }),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({
      text: format.percent(at, 0),
      x: String(at * 300),
      y: String((1 - at) * 300),
    })),
    rows: filled.map(({ from, to, count, confidence, accuracy }) => ({
      range: t('model.reliability.range', { from: format.percent(from, 0), to: format.percent(to, 0) }),
      count: format.integer(count),
      confidence: format.percent(confidence),
      accuracy: format.percent(accuracy),
    })),
  };
}

function figure({ t, format }: PageContext, value: number | null): string {
  return value === null ? t('model.unknownValue') : format.share(value);
}

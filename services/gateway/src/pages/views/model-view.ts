import type { ModelInfo, ModelManifest } from '@slc/domain';
import { classWords } from './class-words.js';
import { evaluationView } from './evaluation-view.js';
import { fold } from './fold.js';
import { licenceText, type ManifestWords, manifestWords } from './manifest-words.js';
import { modelStatusView } from './model-status-view.js';
import type { PageContext } from './page-context.js';
import { preprocessingView } from './preprocessing-view.js';

/** Everything that a model's manifest says. */
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
  const { source, temperature, training } = manifest;
  const words = manifestWords(context, manifest);
  const unknown = t('model.unknownValue');
  const evaluations = manifest.evaluations.map((evaluation, index) =>
    evaluationView(context, manifest, {
      evaluation,
      dataset: words.evaluations[index]?.dataset,
      anchor: `test-${index + 1}`,
    }),
  );
  return {
    name: words.name,
    summary: words.summary,
    caveats: words.caveats,
    facts: facts(context, manifest, engine),
    sha256: source.sha256 ?? unknown,
    temperature: t('model.temperatureText', { value: format.number(temperature.value) }),
    fittedOn: words.fittedOn,
    licence: licenceText(context, manifest),
    attribution: words.attribution,
    preprocessing: preprocessingView(context, manifest),
    classes: classesView(context, manifest, words),
    training: training &&
      words.training && {
        dataset: words.training.dataset,
        images: training.images === null ? unknown : format.integer(training.images),
        split: t(`model.split.${training.splitBy ?? 'unknown'}`),
        procedure: words.training.procedure,
      },
    evaluations: evaluations.length > 0 ? evaluations : null,
  };
}

function facts({ t, format, locale }: PageContext, manifest: ModelManifest, engine: string | null) {
  const { source, architecture, input } = manifest;
  const unknown = t('model.unknownValue');
  const size = { width: format.integer(input.width), height: format.integer(input.height) };
  const { parameters } = architecture;
  return [
    fact(t('model.id'), manifest.id),
    fact(t('model.revision'), source.revision),
    fact(t('model.architecture'), architecture.name, locale === 'en' ? null : 'en'),
    fact(t('model.parameters'), parameters === null ? unknown : format.integer(parameters)),
    fact(t('model.input'), t('model.inputSize', size)),
    fact(t('model.size'), source.sizeBytes === null ? unknown : format.bytes(source.sizeBytes)),
    fact(t('model.engine'), engine ?? unknown),
  ];
}

function fact(name: string, value: string, lang: 'en' | null = null) {
  return { name, value: { text: value, lang } };
}

/** Every class, and how many images of it there were. */
function classesView(context: PageContext, manifest: ModelManifest, words: ManifestWords) {
  const { t, format } = context;
  const { labels, training } = manifest;
  const supports = manifest.evaluations.map(
    ({ perClass }) => new Map(perClass.map((row) => [row.class, row.support])),
  );
  const count = (images: number | undefined) =>
    images === undefined ? t('model.unknownValue') : format.integer(images);
  const { shown, rest } = fold(
    labels.map((label, index) => ({
      ...classWords(context, label),
      dataset: count(training?.classCounts?.[index]),
      counts: supports.map((support) => count(support.get(label.id))),
    })),
  );
  return {
    title: t('model.classes', { count: format.count(labels.length) }),
    tests: words.evaluations.map(({ dataset }) => dataset),
    hasKinds: labels.some(({ malignancy }) => malignancy !== null),
    hasDataset: training?.classCounts != null,
    shown,
    rest,
    summary: rest && t('model.rest', { count: format.count(rest.length) }),
  };
}

import { type ModelInfo, type ModelManifest, sizeOfFiles } from '@slc/domain';
import { classWords } from './class-words.js';
import { evaluationView } from './evaluation-view.js';
import { fold } from './fold.js';
import { guessWords } from './guess-words.js';
import { headlineView } from './headline-view.js';
import { int8View } from './int8-view.js';
import { limitsView } from './limits-view.js';
import { licenceText, type ManifestWords, manifestWords } from './manifest-words.js';
import { modelStatusView } from './model-status-view.js';
import type { PageContext } from './page-context.js';
import { preprocessingView } from './preprocessing-view.js';
import type { Words } from './words.js';

/** How soon a browser without scripts looks again for a model of which nothing is known yet. */
const REFRESH_SECONDS = 5;

/**
 * Everything that a model's manifest says.
 *
 * @param info null while the worker is away
 */
export function modelView(context: PageContext, info: ModelInfo | null) {
  const { t } = context;
  const status = modelStatusView(context, info);
  const manifest = info?.manifest ? manifestView(context, info.manifest, info) : null;
  /** Whether there may soon be more to show. */
  const isAwaited = manifest === null && status.willChange;
  return {
    title: t('model.title'),
    path: '/model-info',
    refreshSeconds: isAwaited ? REFRESH_SECONDS : null,
    status,
    manifest,
    isAwaited,
  };
}

/** What runs the model. */
type Running = Pick<ModelInfo, 'engine' | 'model'>;

function manifestView(context: PageContext, manifest: ModelManifest, running: Running) {
  const { t, format } = context;
  const { source, temperature, training } = manifest;
  const words = manifestWords(context, manifest);
  const evaluations = manifest.evaluations.map((evaluation, index) =>
    evaluationView(context, manifest, {
      evaluation,
      dataset: words.evaluations[index]?.dataset,
      anchor: `test-${index + 1}`,
    }),
  );
  const classes = classesView(context, manifest, words);
  const int8 = int8View(context, manifest, words);
  return {
    ...words,
    headline: headlineView(context, manifest, words),
    contents: contents(context, {
      evaluations,
      classes: classes.title,
      hasInt8: int8 !== null,
      hasTraining: training !== null,
    }),
    guesses: guessWords(context, manifest.guessed),
    limits: limitsView(context, manifest, words),
    int8,
    facts: facts(context, manifest, running),
    sha256: running.model?.sha256 ?? source.sha256 ?? t('model.unknownValue'),
    temperature: t('model.temperatureText', { value: format.number(temperature.value) }),
    licence: licenceText(context, manifest),
    preprocessing: preprocessingView(context, manifest),
    classes,
    training: training &&
      words.training && [
        { name: t('model.training.data'), value: words.training.dataset },
        fact(t('model.training.images'), knownInteger(context, training.images)),
        fact(t('model.training.split'), t(`model.split.${training.splitBy ?? 'unknown'}`)),
        { name: t('model.training.procedure'), value: words.training.procedure },
      ],
    evaluations: evaluations.length > 0 ? evaluations : null,
  };
}

interface ContentsParts {
  readonly evaluations: readonly { readonly anchor: string; readonly dataset: Words | undefined }[];
  readonly classes: string;
  readonly hasInt8: boolean;
  readonly hasTraining: boolean;
}

/** The page's sections in their order; each anchor is a heading's id in the template. */
function contents({ t }: PageContext, { evaluations, classes, hasInt8, hasTraining }: ContentsParts) {
  const entry = (anchor: string, text: string) => ({ anchor, before: null, title: { text, lang: null } });
  const tests = evaluations.flatMap(({ anchor, dataset }) =>
    dataset ? [{ anchor, before: t('model.measuredOn'), title: dataset }] : [],
  );
  return [
    entry('caveats', t('model.caveats')),
    ...(tests.length > 0 ? tests : [entry('measured', t('model.measured'))]),
    entry('limits', t('model.limits')),
    ...(hasInt8 ? [entry('int8', t('model.int8'))] : []),
    entry('classes', classes),
    entry('preprocessing', t('model.preprocessing')),
    ...(hasTraining ? [entry('training', t('model.training'))] : []),
    entry('facts', t('model.facts')),
  ];
}

function facts(context: PageContext, manifest: ModelManifest, { engine, model }: Running) {
  const { t, format, locale } = context;
  const { source, architecture, input, goldenAnswers = [] } = manifest;
  const sizeBytes = sizeOfFiles(source);
  const unknown = t('model.unknownValue');
  const size = { width: format.integer(input.width), height: format.integer(input.height) };
  return [
    fact(t('model.id'), manifest.id),
    fact(t('model.revision'), source.revision),
    fact(t('model.architecture'), architecture.name, locale === 'en' ? null : 'en'),
    fact(t('model.parameters'), knownInteger(context, architecture.parameters)),
    fact(t('model.input'), t('model.inputSize', size)),
    fact(t('model.views'), format.integer(manifest.preprocessing.views)),
    fact(t('model.size'), sizeBytes === null ? unknown : format.megabytes(sizeBytes)),
    ...foundFacts(context, manifest),
    ...(goldenAnswers.length > 0
      ? [
          fact(
            t('model.goldenAnswers'),
            t('model.goldenAnswersText', { images: format.integer(goldenAnswers.length) }),
          ),
        ]
      : []),
    fact(t('model.engine'), engine ?? unknown),
    fact(t('precision'), model ? t(`precision.${model.precision}`) : unknown),
  ];
}

/** Which of a model's files said what of it; files are named in English. */
function foundFacts({ t, locale }: PageContext, { foundIn = {} }: ModelManifest) {
  const { classes, recipe } = foundIn;
  const lang = locale === 'en' ? null : 'en';
  return [
    ...(classes ? [fact(t('model.foundIn.classes'), classes, lang)] : []),
    ...(recipe ? [fact(t('model.foundIn.recipe'), recipe, lang)] : []),
  ];
}

function fact(name: string, value: string, lang: 'en' | null = null) {
  return { name, value: { text: value, lang } };
}

function knownInteger({ t, format }: PageContext, value: number | null | undefined): string {
  return value == null ? t('model.unknownValue') : format.integer(value);
}

/** Every class, and how many images of it there were. */
function classesView(context: PageContext, manifest: ModelManifest, words: ManifestWords) {
  const { t, format } = context;
  const { labels, training } = manifest;
  const supports = manifest.evaluations.map(
    ({ perClass }) => new Map(perClass.map((row) => [row.class, row.support])),
  );
  const { shown, rest } = fold(
    labels.map((label, index) => ({
      ...classWords(context, label),
      dataset: knownInteger(context, training?.classCounts?.[index]),
      counts: supports.map((support) => knownInteger(context, support.get(label.id))),
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

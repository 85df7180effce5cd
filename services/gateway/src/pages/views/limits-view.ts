import { type CoverageRow, coveragePlot, stackedBar } from '@slc/charts';
import { type ModelManifest, type PredictionSetLimits, VERDICTS, wilsonOrNull } from '@slc/domain';
import { createClassLookup } from './class-words.js';
import { fold } from './fold.js';
import type { ManifestWords } from './manifest-words.js';
import type { PageContext } from './page-context.js';
import { verdictRecord } from './verdict-record.js';
import { englishWords } from './words.js';

/** By what an answer is called undecided or an image unusable, and how that did on images held out of the fit. */
export function limitsView(context: PageContext, manifest: ModelManifest, words: ManifestWords) {
  return {
    verdicts: verdicts(context, manifest),
    sets: predictionSets(context, manifest),
    outliers: outliers(context, manifest),
    calibratedOn: calibratedOn(context, manifest, words),
  };
}

/** What each verdict means, and how its limits came about. */
function verdicts(context: PageContext, manifest: ModelManifest) {
  const { t } = context;
  const { predictionSet, quality = true } = manifest;
  return {
    meanings: VERDICTS.map((verdict) => {
      const record = verdictRecord(context, manifest, verdict);
      return {
        word: t(`assessment.${verdict}`),
        meaning: t(`model.verdict.${verdict}`),
        howOften: record && t('model.verdict.howOften', record),
      };
    }),
    measured: [
      t(predictionSet ? 'model.verdict.measured' : 'model.verdict.withoutSets'),
      t(quality ? 'model.verdict.quality' : 'model.verdict.noQuality'),
    ].join(' '),
  };
}

function predictionSets(context: PageContext, manifest: ModelManifest) {
  const { t, format } = context;
  const { predictionSet } = manifest;
  if (!predictionSet) return { words: t('model.sets.none'), coverage: null, rest: null, sizes: null };
  const { coverage: asked, heldOut } = predictionSet;
  const percent = (fraction: number) => format.percent(fraction, 0);
  const lead = t('model.sets.lead', { asked: percent(asked) });
  const got = heldOut && wilsonOrNull(heldOut.covered, heldOut.images);
  if (!heldOut || !got) {
    return { words: `${lead} ${t('model.sets.unmeasured')}`, coverage: null, rest: null, sizes: null };
  }
  const measured = t('model.sets.measured', {
    images: format.integer(heldOut.images),
    got: percent(got.value),
    low: percent(got.low),
    high: percent(got.high),
  });
  const { shown, rest } = fold(coverageRows(context, manifest, heldOut));
  return {
    words: `${lead} ${measured}`,
    coverage: coverage(context, asked, shown),
    rest: rest && {
      summary: t('model.rest', { count: format.count(rest.length) }),
      coverage: coverage(context, asked, rest),
    },
    sizes: sizes(context, heldOut.sizes),
  };
}

type HeldOutSets = NonNullable<PredictionSetLimits['heldOut']>;

function coverageRows(context: PageContext, manifest: ModelManifest, heldOut: HeldOutSets): CoverageRow[] {
  const classOf = createClassLookup(context, manifest);
  const all = { text: context.t('model.sets.all'), lang: null };
  return [
    { name: all, code: null, malignancy: null, covered: heldOut.covered, images: heldOut.images },
    ...heldOut.perClass.map(({ class: id, covered, images }) => {
      const { name, code, malignancy } = classOf(id);
      return { name, code, malignancy, covered, images };
    }),
  ];
}

function coverage({ t, format }: PageContext, asked: number, rows: readonly CoverageRow[]) {
  return coveragePlot(
    { asked, rows },
    {
      caption: t('model.sets.caption'),
      row: t('result.class'),
      drawn: t('model.perClass.drawn'),
      value: t('model.sets.got'),
      interval: t('model.perClass.interval'),
      count: t('model.perClass.support'),
      range: (interval) => t('model.perClass.range', interval),
      unknown: t('model.unknownValue'),
      below: t('model.sets.below'),
    },
    format,
  );
}

/** Sets of this many classes and more are counted together: by then the model knows little. */
const LARGEST_SIZE = 4;

function sizes({ t, format }: PageContext, counts: readonly number[]) {
  const largest = counts.slice(LARGEST_SIZE - 1).reduce((sum, count) => sum + count, 0);
  const words = (size: number) => {
    if (size === 1) return t('model.sets.size.one');
    const count = format.count(size);
    return size < LARGEST_SIZE ? t('model.sets.size.exact', { count }) : t('model.sets.size.more', { count });
  };
  const parts = [...counts.slice(0, LARGEST_SIZE - 1), largest].map((amount, index) => ({
    amount,
    words: words(index + 1),
  }));
  return stackedBar(parts, { title: t('model.sets.sizes') }, format);
}

function outliers(context: PageContext, { outliers: limits }: ModelManifest) {
  const { t, format } = context;
  if (!limits) return { words: t('model.outliers.none'), bars: [] };
  const lead = t('model.outliers.lead', { unusable: format.decimal(limits.unusableFrom, 2) });
  const { heldOut } = limits;
  if (!heldOut) return { words: `${lead} ${t('model.outliers.unmeasured')}`, bars: [] };
  const bar = (of: 'genuine' | 'wrongSort', counts: typeof heldOut.genuine) =>
    stackedBar(
      [
        { amount: counts.images - counts.undecided, words: t('model.outliers.usual') },
        // Those above the second limit lie above the first one, too.
        { amount: counts.undecided - counts.unusable, words: t('model.outliers.undecided') },
        { amount: counts.unusable, words: t('model.outliers.unusable') },
      ],
      { title: t(`model.outliers.${of}`, { images: format.integer(counts.images) }) },
      format,
    );
  const { genuine, wrongSort } = heldOut;
  const bars = [bar('genuine', genuine), ...(wrongSort ? [bar('wrongSort', wrongSort)] : [])];
  return { words: lead, bars: bars.filter((one) => one !== null) };
}

function calibratedOn(
  { t, format, locale }: PageContext,
  { calibratedOn: source, evaluations }: ModelManifest,
  words: ManifestWords,
) {
  if (!source) return null;
  const { dataset, images, groups, sha256 } = source;
  // A calibration adds an evaluation of the same images, whose name may be translated.
  const same = words.evaluations[evaluations.findIndex((one) => one.dataset === dataset)];
  return {
    facts: [
      { name: t('model.training.data'), value: same?.dataset ?? englishWords(dataset, locale) },
      { name: t('model.training.images'), value: { text: format.integer(images), lang: null } },
      { name: t('model.calibratedOn.groups'), value: { text: format.integer(groups), lang: null } },
    ],
    sha256: sha256 ?? t('model.unknownValue'),
  };
}

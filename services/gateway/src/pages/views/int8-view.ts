import type { Estimate, ModelManifest } from '@slc/domain';
import type { ManifestWords } from './manifest-words.js';
import type { PageContext } from './page-context.js';
import { englishWords, type Words } from './words.js';

/** What int8 changes, as it was measured; null for a model that cannot be served at it. */
export function int8View(context: PageContext, manifest: ModelManifest, words: ManifestWords) {
  const { t, format, locale } = context;
  const int8 = manifest.precisions?.int8;
  if (!int8) return null;
  const { agreement, ...changes } = int8.loss;
  const source = int8.calibratedOn;
  const same = words.evaluations[manifest.evaluations.findIndex((one) => one.dataset === source?.dataset)];
  const dataset = source && (same?.dataset ?? englishWords(source.dataset, locale));
  const measured = source && t('model.int8.measured', { images: format.integer(source.images) });
  const row = (name: string, text: string) => ({ name, value: { text, lang: null } satisfies Words });
  return {
    lead: t('model.int8.lead'),
    measured: measured && dataset ? { text: measured, dataset } : null,
    rows: [
      row(
        t('model.int8.agreement'),
        withInterval(agreement, (value) => format.percent(value), context),
      ),
      ...FIGURES.flatMap(({ figure, sign }) => {
        const change = changes[figure];
        if (!change) return [];
        const difference = (value: number) => withSign(sign * value, format.decimal(sign * value, 4));
        const ends = sign === 1 ? change : { ...change, low: change.high, high: change.low };
        return [row(t(`model.figure.${figure}`), withInterval(ends, difference, context))];
      }),
    ],
    layers: t('model.int8.float', { count: format.integer(int8.float.length) }),
    note: t('model.int8.note'),
  };
}

/** A manifest says by how much good figures fall; a reader sees the difference. */
const FIGURES = [
  { figure: 'accuracy', sign: -1 },
  { figure: 'balancedAccuracy', sign: -1 },
  { figure: 'malignantRocAuc', sign: -1 },
  { figure: 'nll', sign: 1 },
  { figure: 'ece', sign: 1 },
] as const;

function withInterval(
  { value, low, high }: Estimate,
  write: (value: number) => string,
  { t }: PageContext,
): string {
  return `${write(value)}; ${t('model.figure.interval', { low: write(low), high: write(high) })}`;
}

function withSign(value: number, text: string): string {
  return value > 0 ? `+${text}` : text;
}

import type { ModelManifest } from '@slc/domain';
import type { PageContext } from './page-context.js';
import { englishWords, type Words } from './words.js';

export type ManifestWords = ReturnType<typeof manifestWords>;

/** The texts of a manifest, in the page's language where it has a translation. */
export function manifestWords({ locale }: PageContext, manifest: ModelManifest) {
  const translation = manifest.translations[locale];
  const words = (english: string, translated: string | null | undefined): Words =>
    translated == null ? englishWords(english, locale) : { text: translated, lang: null };
  const { fittedOn } = manifest.temperature;
  return {
    name: words(manifest.name, translation?.name),
    summary: words(manifest.summary, translation?.summary),
    caveats: [
      ...manifest.caveats.map((caveat, index) => words(caveat, translation?.caveats[index])),
      ...(manifest.foundIn?.notes ?? []).map((note) => words(note, null)),
    ],
    fittedOn: fittedOn === null ? null : words(fittedOn, translation?.fittedOn),
    training: manifest.training && {
      dataset: words(manifest.training.dataset, translation?.trainingDataset),
      procedure: words(manifest.training.procedure, translation?.procedure),
    },
    evaluations: manifest.evaluations.map(({ dataset }, index) => ({
      dataset: words(dataset, translation?.evaluationDatasets[index]),
    })),
    attribution: words(manifest.licence.attribution, translation?.attribution),
  };
}

export function licenceText({ t }: PageContext, { licence: { spdx, nonCommercial } }: ModelManifest): string {
  return nonCommercial ? t('model.nonCommercial', { licence: spdx }) : spdx;
}

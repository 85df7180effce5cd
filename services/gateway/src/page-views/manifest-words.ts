import type { ModelManifest } from '@slc/domain';
import type { PageContext } from './page-context.js';
import { englishWords, type Words } from './words.js';

/** The texts that a manifest brings, in the page's language where it has them. */
export interface ManifestWords {
  readonly summary: Words;
  readonly caveats: readonly Words[];
  readonly fittedOn: Words | null;
  readonly training: { readonly dataset: Words; readonly procedure: Words } | null;
  readonly evaluations: readonly { readonly dataset: Words }[];
  readonly attribution: Words;
}

export function manifestWords({ locale }: PageContext, manifest: ModelManifest): ManifestWords {
  const words = (text: string) => englishWords(text, locale);
  const { fittedOn } = manifest.temperature;
  return {
    summary: words(manifest.summary),
    caveats: manifest.caveats.map(words),
    fittedOn: fittedOn === null ? null : words(fittedOn),
    training: manifest.training && {
      dataset: words(manifest.training.dataset),
      procedure: words(manifest.training.procedure),
    },
    evaluations: manifest.evaluations.map(({ dataset }) => ({ dataset: words(dataset) })),
    attribution: words(manifest.licence.attribution),
  };
}

export function licenceText({ t }: PageContext, { licence: { spdx, nonCommercial } }: ModelManifest): string {
  return nonCommercial ? t('model.nonCommercial', { licence: spdx }) : spdx;
}

import { englishWords, type Words } from './class-words.js';
import type { ReportContext } from './report-context.js';
import type { ReportModel } from './report-input.js';

/** How the report names a model. */
export function modelWords({ locale }: Pick<ReportContext, 'locale'>, { manifest }: ReportModel) {
  const translation = manifest.translations[locale];
  const words = (english: string, translated: string | null | undefined): Words =>
    translated == null ? englishWords(english, locale) : { text: translated, lang: null };
  return {
    name: words(manifest.name, translation?.name),
    id: manifest.id,
    revision: manifest.source.revision,
    summary: words(manifest.summary, translation?.summary),
    caveats: manifest.caveats.map((caveat, index) => words(caveat, translation?.caveats[index])),
  };
}

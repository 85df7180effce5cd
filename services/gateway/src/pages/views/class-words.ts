import { classById, KNOWN_CLASSES, type LesionClass, type Malignancy, type ModelManifest } from '@slc/domain';
import type { PageContext } from './page-context.js';
import { englishWords, type Words } from './words.js';

/** A class as pages show it: in the page's language where its label set has the words, else in English. */
export interface ClassWords {
  readonly id: string;
  /** The id where it says more than the name does. */
  readonly code: string | null;
  readonly name: Words;
  /** What it is and what it means. Null where the label set does not say. */
  readonly texts: Words | null;
  /** Null where the label set does not say. */
  readonly malignancy: Malignancy | null;
  /** The word for its malignancy. Null where its name is that word, too. */
  readonly kind: string | null;
}

export type ClassLookup = (id: string) => ClassWords;

/** @param manifest null while the model is not described: then only ids of known classes have words */
export function createClassLookup(context: PageContext, manifest: ModelManifest | null): ClassLookup {
  const labels = manifest ? new Map(manifest.labels.map((label) => [label.id, label])) : KNOWN_CLASSES;
  return (id) => classWords(context, labels.get(id) ?? classById([], id));
}

export function classWords({ t, locale }: PageContext, label: LesionClass): ClassWords {
  const { id, malignancy } = label;
  const translation = label.translations[locale];
  const name = translation ? { text: translation.name, lang: null } : englishWords(label.name, locale);
  const kind = malignancy && t(`malignancy.${malignancy}`);
  return {
    id,
    code: isSameWord(id, label.name) ? null : id,
    name,
    texts: translation?.texts
      ? { text: joined(translation.texts), lang: null }
      : label.texts && englishWords(joined(label.texts), locale),
    malignancy,
    kind: kind !== null && isSameWord(kind, name.text) ? null : kind,
  };
}

function joined({
  description,
  meaning,
}: {
  readonly description: string;
  readonly meaning: string;
}): string {
  return `${description} ${meaning}`;
}

function isSameWord(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

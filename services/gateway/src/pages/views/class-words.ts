import { classById, KNOWN_CLASSES, type LesionClass, type ModelManifest } from '@slc/domain';
import type { PageContext } from './page-context.js';
import { englishWords, type Words } from './words.js';

export type ClassWords = ReturnType<typeof classWords>;
export type ClassLookup = (id: string) => ClassWords;

/** @param manifest null while the model is not described: then only ids of known classes have words */
export function createClassLookup(context: PageContext, manifest: ModelManifest | null): ClassLookup {
  const labels = manifest ? new Map(manifest.labels.map((label) => [label.id, label])) : KNOWN_CLASSES;
  return (id) => classWords(context, labels.get(id) ?? classById([], id));
}

/** None of these begins with a proper name; another label set's might, and stays as it is written. */
const KNOWN_NAMES: ReadonlySet<string> = new Set([...KNOWN_CLASSES.values()].map(({ name }) => name));

/** A class as pages show it: in the page's language where its label set has the words, else in English. */
export function classWords({ t, locale }: PageContext, label: LesionClass) {
  const { id, malignancy } = label;
  const translation = label.translations[locale];
  const name: Words = translation ? { text: translation.name, lang: null } : englishWords(label.name, locale);
  const kind = malignancy && t(`malignancy.${malignancy}`);
  const isKnownName = KNOWN_NAMES.has(label.name);
  return {
    id,
    /** The id where it says more than the name does. */
    code: isSameWord(id, label.name) ? null : id,
    name,
    /** The name within a sentence. */
    inSentence: isKnownName ? name.text.charAt(0).toLocaleLowerCase(locale) + name.text.slice(1) : name.text,
    /** What it is and what it means. Null where the label set does not say. */
    texts: translation?.texts
      ? { text: joined(translation.texts), lang: null }
      : label.texts && englishWords(joined(label.texts), locale),
    malignancy,
    /** The word for its malignancy. Null where its name is that word, too. */
    kind: kind !== null && isSameWord(kind, name.text) ? null : kind,
  };
}

function joined({ description, meaning }: NonNullable<LesionClass['texts']>): string {
  return `${description} ${meaning}`;
}

function isSameWord(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

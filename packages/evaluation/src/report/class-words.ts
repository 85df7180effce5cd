import type { LesionClass, Locale, Malignancy, Translate } from '@slc/domain';
import type { MessageKey } from './locales/en.js';

/** A text with its language, where that differs from the report's (WCAG 3.1.2). */
export interface Words {
  readonly text: string;
  readonly lang: 'en' | null;
}

/** A class as the report names it. */
export interface ClassWords {
  readonly id: string;
  readonly name: Words;
  /** The id where it says more than the name does. */
  readonly code: string | null;
  readonly malignancy: Malignancy | null;
  /** The word for its malignancy. Null where its name is that word, or the label set does not say. */
  readonly kind: string | null;
}

interface Language {
  readonly t: Translate<MessageKey>;
  readonly locale: Locale;
}

/** In the report's language where the label set has a name in it, else in English. */
export function classWords(label: LesionClass, { t, locale }: Language): ClassWords {
  const { id, malignancy } = label;
  const translation = label.translations[locale];
  const name = translation ? { text: translation.name, lang: null } : englishWords(label.name, locale);
  const kind = malignancy && t(`malignancy.${malignancy}`);
  return {
    id,
    name,
    code: isSameWord(id, label.name) ? null : id,
    malignancy,
    kind: kind !== null && isSameWord(kind, name.text) ? null : kind,
  };
}

/** A text that exists only in English, such as a message of the command line. */
export function englishWords(text: string, locale: Locale): Words {
  return { text, lang: locale === 'en' ? null : 'en' };
}

function isSameWord(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

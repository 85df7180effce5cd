export const LOCALES = ['en', 'es'] as const;

/** A language that pages and reports are written in. */
export type Locale = (typeof LOCALES)[number];

/** What pages and reports must know about a language beside its texts. */
export const LANGUAGES: Readonly<Record<Locale, Language>> = {
  en: {
    name: 'English',
    formatTag: 'en-GB',
    numberWords: ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
  },
  es: {
    name: 'Español',
    formatTag: 'es-ES',
    numberWords: ['dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'],
  },
};

interface Language {
  /** In the language itself. */
  readonly name: string;
  /** BCP 47 tag for numbers and dates. */
  readonly formatTag: string;
  /** From two on: these counts are written as words. */
  readonly numberWords: readonly string[];
}

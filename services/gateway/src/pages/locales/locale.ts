import type { Request } from 'express';

export const LOCALES = ['en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

/** What the pages must know about a language beside its texts. */
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

/** The language of a page, and how its links keep it. */
export interface PageLanguage {
  readonly locale: Locale;
  /** Put before a page's path; empty where the browser's preference decides. */
  readonly prefix: '' | `/${Locale}`;
}

/** By the address (`/en`, `/es`), else by Accept-Language, else English. */
export function chooseLanguage(request: Request): PageLanguage {
  const path = request.originalUrl.split('?', 1)[0] ?? '';
  const named = LOCALES.find((locale) => path === `/${locale}` || path.startsWith(`/${locale}/`));
  if (named) return { locale: named, prefix: `/${named}` };
  const preferred = request.acceptsLanguages(...LOCALES);
  return { locale: LOCALES.find((locale) => locale === preferred) ?? 'en', prefix: '' };
}

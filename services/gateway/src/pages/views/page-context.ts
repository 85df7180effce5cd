import { createFormat, LOCALES, type Locale } from '@slc/domain';
import type { Request } from 'express';
import { chooseLanguage, type PageLanguage } from '../locales/locale.js';
import { translateInto } from '../locales/translate.js';

const writer = (locale: Locale) => ({ t: translateInto(locale), format: createFormat(locale) });

// One for each language, as the type says.
const WRITERS = Object.fromEntries(LOCALES.map((locale) => [locale, writer(locale)])) as Readonly<
  Record<Locale, ReturnType<typeof writer>>
>;

/** What every view needs from the request: its language, with that language's texts and formats. */
export type PageContext = ReturnType<typeof inLanguage>;

export function pageContext(request: Request): PageContext {
  return inLanguage(chooseLanguage(request));
}

export function inLanguage(language: PageLanguage) {
  return { ...language, ...WRITERS[language.locale] };
}

import type { Request } from 'express';
import { createFormat, type Format } from '../locales/format.js';
import { chooseLanguage, LOCALES, type Locale, type PageLanguage } from '../locales/locale.js';
import { createTranslate, type Translate } from '../locales/translate.js';

/** What every view needs from the request: its language, with that language's texts and formats. */
export interface PageContext extends PageLanguage {
  readonly t: Translate;
  readonly format: Format;
}

const WRITERS = new Map(
  LOCALES.map((locale) => [locale, { t: createTranslate(locale), format: createFormat(locale) }]),
);

export function pageContext(request: Request): PageContext {
  return inLanguage(chooseLanguage(request));
}

export function inLanguage(language: PageLanguage): PageContext {
  return { ...language, ...writer(language.locale) };
}

function writer(locale: Locale): { readonly t: Translate; readonly format: Format } {
  const found = WRITERS.get(locale);
  if (!found) throw new Error(`locale ${locale}: expected one of ${LOCALES.join(', ')}`);
  return found;
}

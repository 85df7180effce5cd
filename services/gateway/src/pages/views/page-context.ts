import { createFormat, LOCALES, type Locale } from '@slc/domain';
import type { Request, Response } from 'express';
import { basePathOf } from '../../http/base-path.js';
import { chooseLanguage, type PageLanguage } from '../locales/locale.js';
import { translateInto } from '../locales/translate.js';

const writer = (locale: Locale) => ({ t: translateInto(locale), format: createFormat(locale) });

// One for each language, as the type says.
const WRITERS = Object.fromEntries(LOCALES.map((locale) => [locale, writer(locale)])) as Readonly<
  Record<Locale, ReturnType<typeof writer>>
>;

/** What every view needs from the request: where addresses begin, its language, and that language's texts and formats. */
export type PageContext = ReturnType<typeof inLanguage>;

export function pageContext(request: Request, response: Response): PageContext {
  return inLanguage(chooseLanguage(request), basePathOf(response));
}

/** @param base what the browser's addresses begin with: empty at the root, else such as `/derm` */
export function inLanguage(language: PageLanguage, base: string) {
  return { ...language, base, ...WRITERS[language.locale] };
}

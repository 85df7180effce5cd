import type { Request } from 'express';

export const LOCALES = ['en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

/** BCP 47 tags for numbers and dates; the texts are in British English and in international Spanish. */
export const FORMAT_TAGS: Readonly<Record<Locale, string>> = { en: 'en-GB', es: 'es-ES' };

/** The language of a page, and how its links keep it. */
export interface PageLanguage {
  readonly locale: Locale;
  /** Put before a page's path; empty where the browser's own wish decides. */
  readonly prefix: '' | `/${Locale}`;
}

/** By the address (`/en`, `/es`), else by Accept-Language, else English. */
export function chooseLanguage(request: Request): PageLanguage {
  const path = request.originalUrl.split('?', 1)[0] ?? '';
  const named = LOCALES.find((locale) => path === `/${locale}` || path.startsWith(`/${locale}/`));
  if (named) return { locale: named, prefix: `/${named}` };
  const wished = request.acceptsLanguages(...LOCALES);
  return { locale: wished === 'es' ? 'es' : 'en', prefix: '' };
}

import { LOCALES, type Locale } from '@slc/domain';
import type { Request } from 'express';

/** The language of a page, and how its links keep it. */
export interface PageLanguage {
  readonly locale: Locale;
  /** Put before a page's path; empty where the browser's preference decides. */
  readonly prefix: '' | `/${Locale}`;
}

/** By the address (`/en`, `/es`), else by Accept-Language, else English. */
export function chooseLanguage(request: Request): PageLanguage {
  // Routers of a language are mounted at it; an error page is not.
  const path = request.baseUrl + request.path;
  const named = LOCALES.find((locale) => path === `/${locale}` || path.startsWith(`/${locale}/`));
  if (named) return { locale: named, prefix: `/${named}` };
  const preferred = request.acceptsLanguages(...LOCALES);
  return { locale: LOCALES.find((locale) => locale === preferred) ?? 'en', prefix: '' };
}

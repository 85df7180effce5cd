import type { Locale } from '../locales/locale.js';

/** A text that stands in a page, with its language where that is another one than the page's (WCAG 3.1.2). */
export interface Words {
  readonly text: string;
  readonly lang: 'en' | null;
}

/** A text that exists in English alone, such as a worker's message. */
export function englishWords(text: string, locale: Locale): Words {
  return { text, lang: locale === 'en' ? null : 'en' };
}

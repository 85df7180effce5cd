import type { Locale } from '@slc/domain';

/** A text with its language, where that differs from the page's (WCAG 3.1.2). */
export interface Words {
  readonly text: string;
  readonly lang: 'en' | null;
}

/** A text that exists only in English, such as a worker's message. */
export function englishWords(text: string, locale: Locale): Words {
  return { text, lang: locale === 'en' ? null : 'en' };
}

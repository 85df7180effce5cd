import type { Locale } from '@slc/domain';
import { englishWords, type Words } from '../views/words.js';
import { esFields } from './es-fields.js';

/** English is in the schemas themselves, which the OpenAPI document and the page share. */
export const FIELD_MEANINGS: Readonly<Record<Locale, Readonly<Record<string, string>> | null>> = {
  en: null,
  es: esFields,
};

/**
 * What a field of an answer means.
 *
 * @param key the schema, and in it the path of the field, such as `Classification.predictions[].logit`
 */
export function fieldMeaning(locale: Locale, key: string, english: string): Words {
  const text = FIELD_MEANINGS[locale]?.[key];
  return text === undefined ? englishWords(english, locale) : { text, lang: null };
}

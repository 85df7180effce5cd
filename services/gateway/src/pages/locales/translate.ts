import { createTranslate, type Locale, type Translate } from '@slc/domain';
import { en, type MessageKey } from './en.js';
import { es } from './es.js';

export const MESSAGES: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, es };

export function translateInto(locale: Locale): Translate<MessageKey> {
  return createTranslate(MESSAGES[locale]);
}

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

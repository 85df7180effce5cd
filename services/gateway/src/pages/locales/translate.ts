import { en, type MessageKey } from './en.js';
import { es } from './es.js';
import type { Locale } from './locale.js';

/** `{name}` in a message is replaced by the value of that name. */
export type MessageValues = Readonly<Record<string, string>>;
export type Translate = (key: MessageKey, values?: MessageValues) => string;

export const MESSAGES: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, es };

/** @throws Error when a message's value is missing: a page never shows a placeholder */
export function createTranslate(locale: Locale): Translate {
  const messages = MESSAGES[locale];
  return (key, values = {}) =>
    messages[key].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`message ${key}: expected a value for {${name}}, got none`);
      return value;
    });
}

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

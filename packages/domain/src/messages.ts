/** `{name}` in a message is replaced by the value of that name. */
export type MessageValues = Readonly<Record<string, string>>;

/** Gives a message's text, and its values their places in it. */
export type Translate<Key extends string> = (key: Key, values?: MessageValues) => string;

/** @throws Error when a message's value is missing: a reader never sees a placeholder */
export function createTranslate<Key extends string>(messages: Readonly<Record<Key, string>>): Translate<Key> {
  return (key, values = {}) =>
    messages[key].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`message ${key}: expected a value for {${name}}, got none`);
      return value;
    });
}

/** A text of the server's message files; `{name}` is replaced by the value of that name. */
export type Message = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** @param json the texts for scripts, from the page */
export function readMessages(json: string): Message {
  const messages: Readonly<Record<string, string>> = JSON.parse(json);
  return (key, values = {}) =>
    (messages[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

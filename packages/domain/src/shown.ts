/**
 * Signs that do something in a terminal or a log in place of being read: control characters, separators of lines, what turns the
 * direction of a text, and halves of letters.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
const EACH_UNSEEN = new RegExp(UNSEEN, 'gu');

/** Whether a text has only signs that can be read. */
export function isReadable(text: string): boolean {
  return !UNSEEN.test(text);
}

/** As long as a name may be that stands in a sentence. */
const LONGEST_NAME = 80;

/**
 * A word of a stranger's, such as a name in a model file, for a sentence, a log line or a terminal: cut where it is long, and with what
 * cannot be read written out, such as `\u{1b}`.
 *
 * @param mostCharacters of it that are shown
 */
export function shown(word: string, mostCharacters: number = LONGEST_NAME): string {
  const isWhole = word.length <= mostCharacters;
  const kept = isWhole ? word : word.slice(0, mostCharacters);
  const written = readable(kept);
  return isWhole ? written : `${written}…`;
}

/** A text with what cannot be read written out. */
export function readable(text: string): string {
  return text.replace(EACH_UNSEEN, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`);
}

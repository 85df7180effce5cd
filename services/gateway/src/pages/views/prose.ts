export interface ProsePart {
  readonly text: string;
  readonly isCode: boolean;
}

/** A text whose code stands between backticks, in parts. */
export function prose(text: string): readonly ProsePart[] {
  return text
    .split('`')
    .map((part, index) => ({ text: part, isCode: index % 2 === 1 }))
    .filter(({ text: part }) => part !== '');
}

/** For a text that is made of others: the words between backticks. */
export function asCode(words: readonly (string | number | boolean)[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

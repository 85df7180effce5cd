import { InvalidArgumentError } from 'commander';

/** Reads an option that is a share between 0 and 1. */
export function shareArgument(example: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value > 0 && value < 1)) {
      throw new InvalidArgumentError(`expected a share between 0 and 1, such as ${example}, got ${text}`);
    }
    return value;
  };
}

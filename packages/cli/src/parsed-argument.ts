import { toSlcError } from '@slc/domain/light';
import { InvalidArgumentError } from 'commander';

/** A reader of an option's text whose refusals Commander shows as that option's. */
export function parsedArgument<T>(read: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return read(text);
    } catch (thrown) {
      throw new InvalidArgumentError(toSlcError(thrown).message);
    }
  };
}

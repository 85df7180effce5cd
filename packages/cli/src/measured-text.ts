import type { Classifier } from '@slc/classifier';
import { warnOfGuesses } from './guesses-text.js';
import type { Terminal } from './terminal.js';

const NOT_AS_MEASURED =
  'int8 was measured on another compiled network than this one: its figures may not hold';

/** Says on standard error what nobody has confirmed or measured of a model that was opened, and how to go on. */
export function warnOfModel(
  { manifest, isAsMeasured }: Pick<Classifier, 'manifest' | 'isAsMeasured'>,
  name: string,
  terminal: Pick<Terminal, 'complain'>,
): void {
  warnOfGuesses(manifest, name, terminal);
  warnOfOtherNetwork(isAsMeasured, name, terminal);
}

/** Says on standard error that the int8 network is another than the one whose loss the manifest tells. */
export function warnOfOtherNetwork(
  isAsMeasured: boolean,
  name: string,
  { complain }: Pick<Terminal, 'complain'>,
): void {
  if (!isAsMeasured) complain(`slc: ${name}: ${NOT_AS_MEASURED} (slc quantize measures it anew)\n`);
}

import type { ModelManifest } from '@slc/domain';
import { type OpenChoice, readable } from '@slc/domain/light';
import { shellCommand } from '../shell-command.js';

/** What to do with a manifest that was just written, for standard error. */
export function manifestAdvice(
  { guessed = [], foundIn = {} }: ModelManifest,
  out: string | undefined,
): string {
  const path = out ?? 'the manifest';
  const lines = [
    ...(foundIn.notes ?? []).map((note) => `found beside it: ${readable(note)}`),
    ...(guessed.length > 0
      ? [
          `guessed: ${guessed.join(', ')}. Answers say so until you have checked it and taken it out of "guessed" in ${path}`,
        ]
      : []),
    ...(out === undefined ? [] : [`serve it: MODEL=${out} npm start`]),
  ];
  return lines.map((line) => `slc: ${line}\n`).join('');
}

/** An example of each, where a file has many. */
const MOST_NAMES = 8;

/** Which command says what a file leaves open, for standard error. */
export function openChoiceAdvice(choice: OpenChoice): string {
  const [option, values] =
    choice.of === 'size' ? ['--size', ['224', '192x256']] : ['--output', choice.names.slice(0, MOST_NAMES)];
  const commands = values.map((value) => shellCommand('slc model manifest FILE', [[option, value]]));
  return `slc: a manifest that says it: ${commands.join(', or ')}\n`;
}

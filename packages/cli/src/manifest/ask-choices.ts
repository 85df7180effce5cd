import { type ModelInspection, SCALINGS, type Scaling } from '@slc/classifier';
import { toSlcError } from '@slc/domain';
import type { BareFileOptions } from '../bare-file-options.js';
import { labelsText, SCALING_WORDS, scalingText } from '../guesses-text.js';
import { type LabelChoice, NAMED_LABELS, readLabels } from '../label-choice.js';

type Ask = (question: string) => Promise<string>;

/** Asks for what neither the options nor the network say. An empty line leaves the guess. */
export async function askChoices(
  inspection: ModelInspection,
  said: BareFileOptions,
  ask: Ask,
): Promise<BareFileOptions> {
  const labels = said.labels ?? (await askLabels(inspection, ask));
  const isSettled = inspection.ownScaling === 'pixels';
  const scaling = said.scaling ?? (isSettled ? undefined : await askScaling(inspection, ask));
  return { labels, scaling };
}

async function askLabels({ outputClasses, manifest }: ModelInspection, ask: Ask) {
  const sets = Object.entries(NAMED_LABELS).filter(
    ([name, labels]) => name !== 'ham10000' && labels.length === outputClasses,
  );
  const question = [
    `Which class does each of the ${outputClasses} outputs stand for?`,
    ...sets.map(([name, labels], index) => `  ${index + 1}  ${name.padEnd(16)}  ${labelsText({ labels })}`),
    `${sets.length > 0 ? 'A number, or classes' : 'Classes'} in the order of the outputs, with commas between; an empty line leaves the guess (${labelsText(manifest)}): `,
  ].join('\n');
  return await askUntilUnderstood(question, ask, (answer): LabelChoice => {
    const [name = answer] = sets[Number(answer) - 1] ?? [];
    const choice = readLabels(name);
    if (choice.labels.length === outputClasses) return choice;
    throw new Error(`expected ${outputClasses} classes, got ${choice.labels.length}`);
  });
}

async function askScaling({ manifest }: ModelInspection, ask: Ask) {
  const names = Object.keys(SCALINGS) as Scaling[];
  const question = [
    'What were pixels brought to in training?',
    ...names.map((name, index) => `  ${index + 1}  ${name.padEnd(16)}  ${SCALING_WORDS[name]}`),
    `A number or a name; an empty line leaves the guess (${scalingText(manifest.preprocessing)}): `,
  ].join('\n');
  return await askUntilUnderstood(question, ask, (answer): Scaling => {
    const found = names.find((name, index) => answer === name || answer === String(index + 1));
    if (found) return found;
    throw new Error(`expected one of ${names.join(', ')}, got ${answer}`);
  });
}

/** @returns undefined for an empty line */
async function askUntilUnderstood<T>(
  question: string,
  ask: Ask,
  read: (answer: string) => T,
): Promise<T | undefined> {
  let asked = question;
  while (true) {
    const answer = (await ask(asked)).trim();
    if (answer === '') return undefined;
    try {
      return read(answer);
    } catch (thrown) {
      const { message, cause } = toSlcError(thrown);
      asked = `${cause instanceof Error ? cause.message : message}\n${question}`;
    }
  }
}

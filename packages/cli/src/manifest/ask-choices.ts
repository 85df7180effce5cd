import type { ModelInspection } from '@slc/classifier';
import { type OpenChoice, toSlcError } from '@slc/domain';
import { type BareFile, SCALINGS, type Scaling } from '@slc/models';
import type { BareFileOptions } from '../bare-file-options.js';
import { labelsText, SCALING_WORDS, scalingText } from '../guesses-text.js';
import { type LabelChoice, NAMED_LABELS, readLabels } from '../label-choice.js';
import type { InspectedFile } from './inspect-asking.js';
import { readPictureSize } from './picture-size.js';

export type Ask = (question: string) => Promise<string>;

/** Asks for what neither the options nor the network say. An empty line leaves the guess. */
export async function askChoices(
  { file: { preset }, inspection }: InspectedFile,
  said: BareFileOptions,
  ask: Ask,
): Promise<BareFileOptions> {
  const labels = said.labels ?? (await askLabels(inspection, ask));
  const isSettled = inspection.ownScaling === 'pixels' || preset !== undefined;
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
  return await askUntilUnderstood(question, ask, (answer) => oneOf(names, answer));
}

/** Asks for what has to be known before a file can be read. There is no guess that an empty line could leave. */
export async function askOpenChoice(
  choice: OpenChoice,
  ask: Ask,
): Promise<Pick<BareFile, 'size' | 'output'>> {
  let said: Pick<BareFile, 'size' | 'output'> | undefined;
  while (!said) {
    said = await (choice.of === 'size' ? askSize(ask) : askOutput(choice.names, ask));
  }
  return said;
}

async function askSize(ask: Ask) {
  const question = [
    'On pictures of which size was the network trained? It takes any.',
    'Pixels, such as 224, or height x width, such as 192x256: ',
  ].join('\n');
  return await askUntilUnderstood(question, ask, (answer) => ({ size: readPictureSize(answer) }));
}

async function askOutput(names: readonly string[], ask: Ask) {
  const question = [
    `Which of the network’s ${names.length} outputs gives the classes?`,
    ...names.map((name, index) => `  ${index + 1}  ${name}`),
    'A number or a name: ',
  ].join('\n');
  return await askUntilUnderstood(question, ask, (answer) => ({ output: oneOf(names, answer) }));
}

/** By its name, else by its place, counted from 1. */
function oneOf<Name extends string>(names: readonly Name[], answer: string): Name {
  const found = names.find((name) => name === answer) ?? names[Number(answer) - 1];
  if (found) return found;
  throw new Error(`expected one of ${names.join(', ')}, got ${answer}`);
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

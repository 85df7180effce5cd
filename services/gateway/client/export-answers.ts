import type { QueuedImage } from './image-queue.js';

type Ended = Pick<QueuedImage, 'name' | 'state'>;

/** The same order of classes in every language: `c2` before `c10`. */
const byId = new Intl.Collator('en', { numeric: true }).compare;

/** One line for each image (RFC 4180), with a column for each class of the answers; the same in every language. */
export function toCsv(images: readonly Ended[]): string {
  const ids = images.flatMap(({ state }) => {
    return state.kind === 'done' ? state.result.classification.predictions.map((one) => one.class) : [];
  });
  const classes = [...new Set(ids)].sort(byId);
  const modelColumns = ['temperature', 'model', 'revision', 'sha256', 'stand_in'];
  const lines = images.flatMap(({ name, state }) => {
    if (state.kind === 'failed')
      return [[name, '', ...[...classes, ...modelColumns].map(() => ''), state.title]];
    if (state.kind !== 'done') return [];
    const { topClass, predictions, temperature, model } = state.result.classification;
    const probability = new Map(predictions.map((one) => [one.class, String(one.probability)]));
    const probabilities = classes.map((id) => probability.get(id) ?? '');
    const { id, revision, sha256, standIn } = model;
    return [
      [name, topClass, ...probabilities, String(temperature), id, revision, sha256, String(standIn), ''],
    ];
  });
  const head = ['file', 'top_class', ...classes, ...modelColumns, 'error'];
  return [head, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** One array; each member is as the command line writes it: the file's name with the answer, or with an error. */
export function toJson(images: readonly Ended[]): string {
  const answers = images.flatMap(({ name, state }): object[] => {
    if (state.kind === 'done') return [{ file: name, ...state.result.classification }];
    if (state.kind === 'failed') return [{ file: name, error: { message: state.title } }];
    return [];
  });
  return `${JSON.stringify(answers, null, 2)}\n`;
}

/** File names come from outside: one that a spreadsheet would take for a formula gets a mark that makes it text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

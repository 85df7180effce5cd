import type { Result } from './classify-image.js';
import type { QueuedImage } from './image-queue.js';

type Ended = Pick<QueuedImage, 'name' | 'isDrawing' | 'state'>;

/** The same order of classes in every language: `c2` before `c10`. */
const byId = new Intl.Collator('en', { numeric: true }).compare;

/**
 * One line for each image (RFC 4180), with the columns of `slc classify --format csv` for the classes of all answers; the
 * same in every language.
 */
export function toCsv(images: readonly Ended[]): string {
  const ids = images.flatMap(({ state }) => {
    return state.kind === 'done' ? state.result.classification.predictions.map((one) => one.class) : [];
  });
  const classes = [...new Set(ids)].sort(byId);
  const head = [
    ...['file', 'verdict', 'top_class', 'malignant', 'set', 'outlier'],
    ...classes.map((id) => `p_${id}`),
    ...classes.map((id) => `z_${id}`),
    ...['time', 'model', 'error'],
  ];
  const lines = images.flatMap((image) => {
    const { state } = image;
    const name = exportedName(image);
    if (state.kind === 'failed') return [[name, ...head.slice(2).map(() => ''), state.title]];
    if (state.kind !== 'done') return [];
    return [[name, ...answerCells(state.result, classes), '']];
  });
  return [head, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** What is not known is empty. */
function answerCells(
  { classification, time }: Result,
  classes: readonly string[],
): readonly (string | number)[] {
  const { topClass, predictions, malignantProbability, assessment, model } = classification;
  const { verdict, predictionSet, outlier } = assessment;
  const byClass = new Map(predictions.map((one) => [one.class, one]));
  const figures = (name: 'probability' | 'logit') => classes.map((id) => byClass.get(id)?.[name]);
  const cells = [
    ...[verdict, topClass, malignantProbability],
    ...[predictionSet?.classes.join(' '), outlier?.score],
    ...figures('probability'),
    ...figures('logit'),
    ...[time, modelCell(model)],
  ];
  return cells.map((cell) => cell ?? '');
}

function modelCell({ id, revision, precision, guessed }: Result['classification']['model']): string {
  const notes = [
    ...(precision === 'float32' ? [] : [` ${precision}`]),
    ...(guessed ? [` (guessed: ${guessed.join(', ')})`] : []),
  ];
  return `${id} ${revision}${notes.join('')}`;
}

/** One array; each member is as the command line writes it: the file's name with the answer, or with an error. */
export function toJson(images: readonly Ended[]): string {
  const answers = images.flatMap((image): object[] => {
    const { state } = image;
    const name = exportedName(image);
    if (state.kind === 'done') return [{ file: name, ...state.result.classification }];
    if (state.kind === 'failed') return [{ file: name, error: { message: state.title } }];
    return [];
  });
  return `${JSON.stringify(answers, null, 2)}\n`;
}

/** An example's answer must not pass for that of a person's image. In English, as everything in these files. */
function exportedName({ name, isDrawing }: Ended): string {
  return isDrawing ? `${name} (drawing, not a patient)` : name;
}

/** File names come from outside: one that a spreadsheet would take for a formula gets a mark that makes it text. */
function csvCell(cell: string | number): string {
  const text = String(cell);
  if (typeof cell === 'number') return text;
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

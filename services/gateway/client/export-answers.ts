import { answerCells, answerColumns, SlcError } from '@slc/domain';
import type { QueuedImage } from './image-queue.js';

type Ended = Pick<QueuedImage, 'name' | 'isDrawing' | 'state'>;

/**
 * One line for each image that has an answer or a fault (RFC 4180), with the columns of `slc classify --format csv`: the
 * classes in the order of the model's manifest. Where several models answered, those of the first one come first.
 */
export function toCsv(images: readonly Ended[]): string {
  const ids = images.flatMap(({ state }) => (state.kind === 'done' ? state.result.classIds : []));
  const classes = [...new Set(ids)];
  const lines = images.flatMap((image) => {
    const { state } = image;
    const names = [exportedName(image)];
    if (state.kind === 'done') {
      const { classification: outcome, time } = state.result;
      return [answerCells({ image: names, outcome, time: new Date(time) }, classes)];
    }
    if (state.kind !== 'failed') return [];
    const outcome = new SlcError(state.code, state.detail);
    return [answerCells({ image: names, outcome, time: new Date() }, classes)];
  });
  return [answerColumns(classes), ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** One array; each member is as the command line writes it: the file's name with the answer, or with an error. */
export function toJson(images: readonly Ended[]): string {
  const answers = images.flatMap((image): object[] => {
    const { state } = image;
    const file = exportedName(image);
    if (state.kind === 'done') return [{ file, ...state.result.classification }];
    if (state.kind !== 'failed') return [];
    return [{ file, error: { code: state.code, message: state.detail } }];
  });
  return `${JSON.stringify(answers, null, 2)}\n`;
}

/** An example's answer must not pass for that of a person's image. In English, as everything in these files. */
function exportedName({ name, isDrawing }: Ended): string {
  return isDrawing ? `${name} (drawing, not a patient)` : name;
}

function csvCell(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

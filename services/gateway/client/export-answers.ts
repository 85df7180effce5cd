import { answerCells, answerColumns, type Unanswered } from '@slc/domain';
import type { ImageState, QueuedImage } from './image-queue.js';

type Listed = Pick<QueuedImage, 'name' | 'isDrawing' | 'state'>;

/**
 * One line for each image (RFC 4180), with the columns of `slc classify --format csv`: the
 * classes in the order of the model's manifest. Where several models answered, those of the first one come first.
 */
export function toCsv(images: readonly Listed[]): string {
  const ids = images.flatMap(({ state }) => (state.kind === 'done' ? state.result.classIds : []));
  const classes = [...new Set(ids)];
  const lines = images.map((image) => {
    const { state } = image;
    const isDone = state.kind === 'done';
    const outcome = isDone ? state.result.classification : whyUnanswered(state);
    const time = isDone ? new Date(state.result.time) : new Date();
    return answerCells({ image: [exportedName(image)], outcome, time }, classes);
  });
  return [answerColumns(classes), ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** One array; each member is as the command line writes it: the file's name with the answer, or with an error. */
export function toJson(images: readonly Listed[]): string {
  const answers = images.map((image) => {
    const { state } = image;
    const file = exportedName(image);
    if (state.kind === 'done') return { file, ...state.result.classification };
    return { file, error: whyUnanswered(state) };
  });
  return `${JSON.stringify(answers, null, 2)}\n`;
}

/** With the API's code where the API gave one, and otherwise with one that it has not. */
function whyUnanswered(state: Exclude<ImageState, { kind: 'done' }>): Unanswered {
  switch (state.kind) {
    case 'failed':
      return { code: state.code, message: state.detail };
    case 'cancelled':
      return { code: 'cancelled', message: 'The image was cancelled before it was answered.' };
    case 'ready':
    case 'queued':
      return { code: 'not_sent', message: 'The image had not been sent when this file was saved.' };
    default:
      return { code: 'no_answer', message: 'No answer had come when this file was saved.' };
  }
}

/** An example's answer must not pass for that of a person's image. In English, as everything in these files. */
function exportedName({ name, isDrawing }: Listed): string {
  return isDrawing ? `${name} (drawing, not a patient)` : name;
}

function csvCell(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

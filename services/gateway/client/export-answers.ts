import type { QueuedImage } from './image-queue.js';

const CLASSES = ['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC'];
const COLUMNS = [
  'file',
  'top_class',
  ...CLASSES,
  'temperature',
  'model',
  'revision',
  'sha256',
  'stand_in',
  'error',
];

type Ended = Pick<QueuedImage, 'name' | 'state'>;

/** One line an image (RFC 4180), probabilities as exact as the answer has them; the same in every language. */
export function toCsv(images: readonly Ended[]): string {
  const lines = images.flatMap(({ name, state }) => {
    if (state.kind === 'failed') {
      return [[name, ...COLUMNS.slice(2).map(() => ''), state.title]];
    }
    if (state.kind !== 'done') return [];
    const { topClass, predictions, temperature, model } = state.result.classification;
    const probability = new Map(predictions.map((one) => [one.class, String(one.probability)]));
    return [
      [
        name,
        topClass,
        ...CLASSES.map((id) => probability.get(id) ?? ''),
        String(temperature),
        model.id,
        model.revision,
        model.sha256,
        String(model.standIn),
        '',
      ],
    ];
  });
  return [COLUMNS, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** One array; each member as the command line writes it: the file's name with the answer, or with an error. */
export function toJson(images: readonly Ended[]): string {
  const answers = images.flatMap(({ name, state }): object[] => {
    if (state.kind === 'done') return [{ file: name, ...state.result.classification }];
    if (state.kind === 'failed') return [{ file: name, error: { message: state.title } }];
    return [];
  });
  return `${JSON.stringify(answers, null, 2)}\n`;
}

/** A file's name is its sender's: one that a spreadsheet would take for a formula gets a mark that makes it text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

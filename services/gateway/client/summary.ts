import { toCsv, toJson } from './export-answers.js';
import { find } from './find.js';
import type { QueuedImage } from './image-queue.js';
import type { Message } from './messages.js';
import { saveFile } from './save-file.js';

interface SummaryOptions {
  readonly images: readonly QueuedImage[];
  readonly message: Message;
  readonly open: (image: QueuedImage) => void;
}

/**
 * The table of several images, and its two exports.
 *
 * @returns updates the table, which shows as soon as there are several images and one of them has its answer
 */
export function createSummary(form: HTMLElement, { images, message, open }: SummaryOptions): () => void {
  const section = find(form, '[data-summary]', HTMLElement);
  const body = find(section, '[data-summary-rows]', HTMLElement);
  const onPress = (selector: string, act: () => void) =>
    find(section, selector, HTMLButtonElement).addEventListener('click', act);
  onPress('[data-save-csv]', () => saveFile('skin-lesion-classifications.csv', 'text/csv', toCsv(images)));
  onPress('[data-save-json]', () =>
    saveFile('skin-lesion-classifications.json', 'application/json', toJson(images)),
  );

  return () => {
    const ended = images.filter(({ state }) => state.kind === 'done' || state.kind === 'failed');
    const results = ended.flatMap(({ state }) => (state.kind === 'done' ? [state.result] : []));
    section.hidden = images.length < 2 || ended.length === 0;
    const hasSums = results.some(({ malignant }) => malignant !== '');
    find(section, '[data-summary-malignant]', HTMLElement).hidden = !hasSums;
    body.replaceChildren(...ended.map((image) => row(image, { message, open, hasSums })));
    find(section, '[data-summary-counts]', HTMLElement).textContent = message('summary.done', {
      done: results.length,
      count: images.length,
      failed: ended.length - results.length,
    });
    const models = new Set(results.map(({ classification }) => classification.model.sha256));
    find(section, '[data-summary-mixed]', HTMLElement).hidden = models.size < 2;
    const hasGuesses = results.some(({ classification }) => classification.model.guessed !== undefined);
    find(section, '[data-summary-guessed]', HTMLElement).hidden = !hasGuesses;
  };
}

interface RowOptions extends Omit<SummaryOptions, 'images'> {
  /** Whether any of the answers has a malignant sum. */
  readonly hasSums: boolean;
}

function row(image: QueuedImage, { message, open, hasSums }: RowOptions): HTMLTableRowElement {
  const { state } = image;
  const line = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  if (state.kind === 'done') {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = image.isDrawing ? message('summary.drawing', { name: image.name }) : image.name;
    button.addEventListener('click', () => open(image));
    head.append(button);
  } else head.textContent = image.name;
  const cells =
    state.kind === 'done'
      ? [state.result.verdictWord, state.result.className, state.result.probability, state.result.malignant]
      : [state.kind === 'failed' ? state.title : message(`queue.state.${state.kind}`), '', '', ''];
  line.append(
    head,
    ...cells.slice(0, hasSums ? 4 : 3).map((text, index) => {
      const cell = document.createElement('td');
      if (index > 1) cell.className = 'number';
      cell.textContent = text;
      return cell;
    }),
  );
  return line;
}

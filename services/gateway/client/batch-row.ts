import { find } from './find.js';
import { canRetry, isUnderWay, type QueuedImage } from './image-queue.js';
import type { Message } from './messages.js';

const BUTTONS = ['open', 'retry', 'cancel', 'remove'] as const;
export type RowButton = (typeof BUTTONS)[number];

export interface BatchRowOptions extends Readonly<Record<RowButton, (image: QueuedImage) => void>> {
  /** Of one row. */
  readonly template: HTMLTemplateElement;
  readonly message: Message;
}

/** Of a name that does not fit, the end stays: it tells one photograph of a series from the next. */
const KEPT_AT_END = 12;

/** Builds an image's row from the page's template. File names come from outside: they are only ever set as text. */
export function buildRow(image: QueuedImage, { template, message, ...actions }: BatchRowOptions) {
  const row = find(document.importNode(template.content, true), 'tr', HTMLTableRowElement);
  const { name } = image;
  const letters = [...name];
  const shown = find(row, '[data-name]', HTMLElement);
  shown.title = name;
  find(row, '[data-name-start]', HTMLElement).textContent = letters.slice(0, -KEPT_AT_END).join('');
  find(row, '[data-name-end]', HTMLElement).textContent = letters.slice(-KEPT_AT_END).join('');
  find(row, '[data-is-drawing]', HTMLElement).hidden = !image.isDrawing;
  for (const of of row.querySelectorAll('[data-of]')) of.textContent = message('queue.ofImage', { name });
  for (const button of BUTTONS)
    find(row, `[data-${button}]`, HTMLButtonElement).addEventListener('click', () => actions[button](image));
  return row;
}

/** Shows an image's small picture; without one, that there is none. */
export function showPicture(row: HTMLElement, url: string | null, alt: string): void {
  const picture = find(row, '[data-picture]', HTMLImageElement);
  picture.alt = alt;
  if (url !== null) picture.src = url;
  picture.hidden = url === null;
  find(row, '[data-no-picture]', HTMLElement).hidden = url !== null;
}

/** Shows the state of an image, and the answer or the fault with which it has ended. */
export function showState(row: HTMLTableRowElement, image: QueuedImage, message: Message): void {
  const { state } = image;
  row.dataset.kind = state.kind;
  const words = find(row, '[data-state]', HTMLElement);
  words.textContent = describeState(image, message);
  const progress = find(row, '[data-progress]', HTMLProgressElement);
  progress.hidden = state.kind !== 'sending' && state.kind !== 'analysing';
  progress.setAttribute('aria-label', words.textContent);
  if (state.kind === 'sending') progress.value = state.fraction;
  else progress.removeAttribute('value');
  showFault(row, image);
  showAnswer(row, image);
  moveFocusOff(row, shownButtons(image));
}

function showFault(row: HTMLElement, { state }: QueuedImage): void {
  const isFault = state.kind === 'failed';
  // The words of a fault take the place of the answer's cells.
  for (const cell of row.querySelectorAll<HTMLElement>('[data-of-answer]')) cell.hidden = isFault;
  find(row, '[data-item-fault]', HTMLElement).hidden = !isFault;
  find(row, '[data-fault-words]', HTMLElement).textContent = isFault ? `${state.title}. ${state.advice}` : '';
  find(row, '[data-fault-cause]', HTMLElement).textContent = isFault ? state.detail : '';
}

function showAnswer(row: HTMLElement, { state }: QueuedImage): void {
  const result = state.kind === 'done' ? state.result : null;
  const show = (cell: string, text: string | undefined) => {
    find(row, `[data-cell=${cell}]`, HTMLElement).textContent = text ?? '';
  };
  show('verdict', result?.verdictWord);
  show('class', result ? `${result.className} ${result.probability}`.trim() : '');
  show('sum', result?.malignant);
  // The bar that the answer's own page shows.
  const bar = result?.malignant ? result.page.querySelector('.malignancy .stacked') : null;
  find(row, '[data-bar]', HTMLElement).replaceChildren(...(bar ? [document.importNode(bar, true)] : []));
  find(row, '[data-sum]', HTMLElement).hidden = !bar;
  row.dataset.verdict = result?.classification.assessment.verdict ?? '';
}

function shownButtons(image: QueuedImage): readonly RowButton[] {
  if (isUnderWay(image)) return ['cancel'];
  if (image.state.kind === 'done') return ['open', 'remove'];
  return canRetry(image) ? ['retry', 'remove'] : ['remove'];
}

/** Shows some buttons and hides the others. The focus moves from a hidden button to the first one shown. */
function moveFocusOff(row: HTMLElement, shown: readonly RowButton[]): void {
  // Read before anything is hidden: Chromium takes the focus off a hidden button at once.
  const focused = document.activeElement;
  for (const name of BUTTONS) {
    find(row, `[data-${name}]`, HTMLButtonElement).hidden = !shown.includes(name);
  }
  const isLost = focused instanceof HTMLElement && row.contains(focused) && focused.hidden;
  if (isLost && shown[0]) find(row, `[data-${shown[0]}]`, HTMLButtonElement).focus();
}

function describeState({ state }: QueuedImage, message: Message): string {
  switch (state.kind) {
    case 'sending':
      return message('queue.state.sending', { percent: `${Math.round(state.fraction * 100)} %` });
    case 'waiting':
      return message('queue.state.waiting', { seconds: state.seconds });
    default:
      return message(`queue.state.${state.kind}`);
  }
}

import { describeCounts } from './batch-counts.js';
import { isOfImage } from './classify-image.js';
import { toCsv, toJson } from './export-answers.js';
import { find } from './find.js';
import { canRetry, isUnderWay, type QueuedImage } from './image-queue.js';
import type { Message } from './messages.js';
import { saveFile } from './save-file.js';

export interface BatchBarOptions {
  readonly form: HTMLFormElement;
  readonly bar: HTMLElement;
  readonly images: readonly QueuedImage[];
  readonly message: Message;
  readonly cancelAll: () => void;
  readonly retryAll: () => void;
  readonly clear: () => void;
}

/**
 * What can be done with all images at once. While there are images, the form's button comes here, and so does the word why
 * something was not done: the bar is always in view.
 */
export class BatchBar {
  readonly #options: BatchBarOptions;
  readonly #submit: HTMLElement;
  readonly #refusal: HTMLElement;

  constructor(options: BatchBarOptions) {
    this.#options = options;
    const { form, images, cancelAll, retryAll, clear } = options;
    this.#submit = find(form, '[data-submit]', HTMLElement);
    this.#refusal = find(form, '[data-refusal]', HTMLElement);
    this.#onPress('[data-cancel-all]', cancelAll);
    this.#onPress('[data-retry-unanswered]', retryAll);
    this.#onPress('[data-clear]', clear);
    this.#onPress('[data-save-csv]', () =>
      saveFile('skin-lesion-classifications.csv', 'text/csv', toCsv(images)),
    );
    this.#onPress('[data-save-json]', () =>
      saveFile('skin-lesion-classifications.json', 'application/json', toJson(images)),
    );
    this.#onPress('[data-print-batch]', () => window.print());
  }

  /** How many images have an answer, and what became of the others. */
  get counts(): string {
    return describeCounts(this.#options.images, this.#options.message);
  }

  update(): void {
    const { form, bar, images, message } = this.#options;
    const ready = images.filter(({ state }) => state.kind === 'ready').length;
    const hasEnded = images.some(({ state }) => state.kind === 'done' || state.kind === 'failed');
    const place = images.length > 0 ? bar : form;
    moveTo(find(place, '[data-submit-place]', HTMLElement), this.#submit);
    moveTo(find(place, '[data-refusal-place]', HTMLElement), this.#refusal);
    this.#submit.textContent = submitWords(ready, message);
    // Where nothing can be sent, the place is for what can be done now; where nothing ever can be, a press says why.
    this.#submit.hidden =
      ready === 0 && !images.every(({ state }) => state.kind === 'failed' && isOfImage(state));
    this.#show('[data-cancel-all]', images.some(isUnderWay));
    const unanswered = images.filter(canRetry).length;
    find(bar, '[data-retry-unanswered]', HTMLElement).textContent = message('batch.retryAll', {
      count: unanswered,
    });
    this.#show('[data-retry-unanswered]', unanswered > 0);
    for (const name of ['save-csv', 'save-json', 'print-batch']) this.#show(`[data-${name}]`, hasEnded);
    find(bar, '[data-summary-counts]', HTMLElement).textContent = this.counts;
  }

  /** Shows why something was not done. */
  refuse(text: string): void {
    this.#refusal.textContent = text;
    this.#refusal.hidden = text === '';
  }

  #onPress(selector: string, act: () => void): void {
    find(this.#options.bar, selector, HTMLButtonElement).addEventListener('click', act);
  }

  #show(selector: string, isShown: boolean): void {
    const button = find(this.#options.bar, selector, HTMLButtonElement);
    const hadFocus = button === document.activeElement;
    button.hidden = !isShown;
    if (!isShown && hadFocus) find(this.#options.bar, 'h2', HTMLElement).focus();
  }
}

function moveTo(place: HTMLElement, element: HTMLElement): void {
  if (element.parentElement !== place) place.prepend(element);
}

function submitWords(ready: number, message: Message): string {
  if (ready === 0) return message('queue.submitNone');
  return ready === 1 ? message('queue.submitOne') : message('queue.submitMany', { count: ready });
}

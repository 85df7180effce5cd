import { classifyImage } from './classify-image.js';
import { acceptFiles } from './file-sources.js';
import { find } from './find.js';
import { createImageQueue, type ImageQueue, type QueuedImage } from './image-queue.js';
import { type Message, readMessages } from './messages.js';
import { createPagesInPlace, type OpenResult } from './pages-in-place.js';
import { createQueueList, type QueueList } from './queue-list.js';
import { createSummary } from './summary.js';

/** Images in the list; with their previews, a browser holds them all in memory. */
const IMAGES_LIMIT = 100;

/** Enhances the form, which works without script: it takes several images in several ways, and answers in place. */
export function enhanceUpload(form: HTMLFormElement): void {
  const message = readMessages(form.dataset.messages ?? '{}');
  const upload = new Upload(form, message);
  form.classList.add('is-enhanced');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    upload.start();
  });
  acceptFiles(form, {
    message,
    add: (files) => upload.addFiles(files),
    refuse: (text) => upload.refuse(text),
  });
  for (const example of document.querySelectorAll<HTMLFormElement>('form[data-example]')) {
    example.addEventListener('submit', (event) => {
      event.preventDefault();
      upload.sendExample(example);
    });
  }
}

/** The form's images: each is in the queue and in the list, and in the summary once it has an answer. */
class Upload {
  readonly #form: HTMLFormElement;
  readonly #message: Message;
  readonly #section: HTMLElement;
  readonly #openPage: (result: OpenResult) => void;
  readonly #queue: ImageQueue;
  readonly #list: QueueList;
  readonly #updateSummary: () => void;

  constructor(form: HTMLFormElement, message: Message) {
    this.#form = form;
    this.#message = message;
    this.#section = find(form, '[data-queue]', HTMLElement);
    this.#openPage = createPagesInPlace(message('queue.back'), () => this.refuse(message('queue.notKept')));
    this.#queue = createImageQueue({
      send(image, options) {
        const body = image.body();
        if (image.isOneOfSeveral) body.append('explain', 'none');
        return classifyImage(form.action, body, options);
      },
      second,
      noAnswer: {
        title: message('queue.network'),
        advice: message('queue.networkAdvice'),
        isOfImage: false,
      },
      onChange: (image) => {
        this.#list.show(image);
        this.#refresh();
      },
      onSettled: () => this.#showOutcome(),
    });
    const open = (image: QueuedImage) => this.#open(image);
    const { retry, cancel } = this.#queue;
    this.#list = createQueueList({
      list: find(this.#section, '[data-queue-list]', HTMLElement),
      template: find(form, '[data-queue-item]', HTMLTemplateElement),
      message,
      open,
      retry,
      cancel,
      remove: (image) => this.#remove(image),
    });
    this.#updateSummary = createSummary(form, { images: this.#queue.images, message, open });
  }

  start(): void {
    this.#queue.start();
  }

  addFiles(files: readonly File[]): void {
    const room = IMAGES_LIMIT - this.#queue.images.length;
    for (const file of files.slice(0, room)) this.#addFile(file);
    if (files.length > room) this.refuse(this.#message('queue.full', { limit: IMAGES_LIMIT }));
    else {
      this.refuse('');
      this.#announce(this.#message('queue.added', { count: this.#queue.images.length }));
    }
  }

  sendExample(example: HTMLFormElement): void {
    const image = this.#queue.add({
      name: example.dataset.example ?? '',
      isDrawing: true,
      body: () => new FormData(example),
      pictureUrl: find(example, 'img', HTMLImageElement).src,
    });
    this.#queue.retry(image);
    this.#section.scrollIntoView({ block: 'nearest' });
  }

  /** Shows and announces why something was not done. */
  refuse(text: string): void {
    const refusal = find(this.#form, '[data-refusal]', HTMLElement);
    refusal.textContent = text;
    refusal.hidden = text === '';
    this.#announce(text);
  }

  #announce(text: string): void {
    find(this.#form, '[data-announce]', HTMLElement).textContent = text;
  }

  #refresh(): void {
    const { images } = this.#queue;
    const ready = images.filter(({ state }) => state.kind === 'ready').length;
    this.#section.hidden = images.length === 0;
    find(document, '[data-starts-anew]', HTMLElement).hidden = images.length === 0;
    // Where there is nothing to send, the browser says so in its own words.
    find(this.#form, 'input[type=file][name=image]', HTMLInputElement).required = ready === 0;
    find(this.#form, '[data-submit]', HTMLButtonElement).textContent = submitWords(ready, this.#message);
    this.#updateSummary();
  }

  #addFile(file: File): void {
    const body = () => {
      const data = new FormData();
      // The file's own name is not sent.
      data.append('image', file, 'image');
      return data;
    };
    const image = { name: file.name, isDrawing: false, body, pictureUrl: URL.createObjectURL(file) };
    if (file.size <= Number(this.#form.dataset.limitBytes)) this.#queue.add(image);
    else {
      const title = this.#message('fault.image_too_large.title');
      const advice = this.#message('fault.image_too_large.advice');
      this.#queue.add(image, { kind: 'failed', title, advice, isOfImage: true });
    }
  }

  #open({ id, name, state }: QueuedImage): void {
    if (state.kind === 'done') this.#openPage({ id, name, result: state.result });
  }

  #remove(image: QueuedImage): void {
    this.#queue.remove(image);
    this.#list.hide(image);
    if (image.pictureUrl.startsWith('blob:')) URL.revokeObjectURL(image.pictureUrl);
    this.#refresh();
    this.#announce(this.#message('queue.removed', { name: image.name }));
    const isEmpty = this.#queue.images.length === 0;
    find(this.#form, isEmpty ? 'input[type=file][name=image]' : '[data-queue] h2', HTMLElement).focus();
  }

  /** Shows the result or the fault of a single image; of several, announces the summary. */
  #showOutcome(): void {
    const [first, second] = this.#queue.images.filter(({ state }) => state.kind !== 'ready');
    if (first && !second) {
      if (first.state.kind === 'done') this.#open(first);
      if (first.state.kind === 'failed') this.#list.focusFault(first);
    } else this.#announce(find(this.#form, '[data-summary-counts]', HTMLElement).textContent ?? '');
  }
}

function submitWords(ready: number, message: Message): string {
  if (ready === 0) return message('queue.submitNone');
  return ready === 1 ? message('queue.submitOne') : message('queue.submitMany', { count: ready });
}

function second(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(end, 1000);
    signal.addEventListener('abort', end);
    function end(): void {
      window.clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

import { classifyImage, type Result } from './classify-image.js';
import { acceptFiles } from './file-sources.js';
import { find } from './find.js';
import { createImageQueue, type ImageQueue, type QueuedImage } from './image-queue.js';
import { type Message, readMessages } from './messages.js';
import { createQueueList, type QueueList } from './queue-list.js';
import { createSummary } from './summary.js';

/** Images in the list; with their previews, a browser holds them all in memory. */
const IMAGES_LIMIT = 100;

export interface OpenResult {
  readonly id: number;
  readonly name: string;
  readonly result: Result;
}

/** Enhances the form, which works without script: it takes several images in several ways, and answers in place. */
export function enhanceUpload(main: HTMLElement, openResult: (result: OpenResult) => void): Upload {
  const form = find(main, '[data-upload]', HTMLFormElement);
  const message = readMessages(form.dataset.messages ?? '{}');
  const upload = new Upload(form, { message, openResult });
  form.classList.add('is-enhanced');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    upload.start();
  });
  acceptFiles(form, {
    message,
    signal: upload.closed,
    add: (files) => upload.addFiles(files),
    refuse: (text) => upload.refuse(text),
    announce: (text) => upload.announce(text),
  });
  for (const example of main.querySelectorAll<HTMLFormElement>('form[data-example]')) {
    example.addEventListener('submit', (event) => {
      event.preventDefault();
      upload.sendExample(example);
    });
  }
  return upload;
}

/** The form's images: each is in the queue and in the list, and in the summary once it has an answer. */
export class Upload {
  readonly #form: HTMLFormElement;
  readonly #message: Message;
  readonly #section: HTMLElement;
  readonly #openPage: (result: OpenResult) => void;
  readonly #queue: ImageQueue;
  readonly #list: QueueList;
  readonly #updateSummary: () => void;
  readonly #closing = new AbortController();
  /** Sent alone: its result opens by itself. */
  #sentAlone: QueuedImage | null = null;

  constructor(
    form: HTMLFormElement,
    { message, openResult }: { readonly message: Message; readonly openResult: (result: OpenResult) => void },
  ) {
    this.#form = form;
    this.#message = message;
    this.#section = find(form, '[data-queue]', HTMLElement);
    this.#openPage = openResult;
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
        this.refresh();
      },
      onSettled: () => this.#showOutcome(),
    });
    const open = (image: QueuedImage) => this.#open(image);
    const { cancel } = this.#queue;
    this.#list = createQueueList({
      list: find(this.#section, '[data-queue-list]', HTMLElement),
      template: find(form, '[data-queue-item]', HTMLTemplateElement),
      message,
      open,
      retry: (image) => this.#sendAlone(image),
      cancel,
      remove: (image) => this.#remove(image),
    });
    this.#updateSummary = createSummary(form, { images: this.#queue.images, message, open });
  }

  /** Aborts when the form is gone for good. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  start(): void {
    const [first, second] = this.#queue.images.filter(({ state }) => state.kind === 'ready');
    this.#sentAlone = first && !second ? first : null;
    this.#queue.start();
  }

  addFiles(files: readonly File[]): void {
    const room = IMAGES_LIMIT - this.#queue.images.length;
    for (const file of files.slice(0, room)) this.#addFile(file);
    if (files.length > room) this.refuse(this.#message('queue.full', { limit: IMAGES_LIMIT }));
    else {
      this.refuse('');
      this.announce(this.#message('queue.added', { count: this.#queue.images.length }));
    }
  }

  sendExample(example: HTMLFormElement): void {
    this.#sendAlone(this.#addExample(example));
    this.#section.scrollIntoView({ block: 'nearest' });
  }

  hasImages(): boolean {
    return this.#queue.images.length > 0;
  }

  /** Takes the images of a form in another language. Their results are in that language: they stay there. */
  take({ images, hasBegun }: ReturnType<Upload['given']>): void {
    for (const { name, file } of images) {
      if (file) this.#addFile(new File([file], name, { type: file.type }));
      else {
        const examples =
          this.#form.closest('main')?.querySelectorAll<HTMLFormElement>('form[data-example]') ?? [];
        const example = [...examples].find(({ dataset }) => dataset.example === name);
        if (example) this.#addExample(example);
      }
    }
    this.refuse(hasBegun ? this.#message('queue.resultsNotKept') : '');
  }

  /** What another form can take of this one. */
  given() {
    const images = this.#queue.images.map(({ name, body }) => {
      const file = body().get('image');
      return { name, file: file instanceof File ? file : null };
    });
    return { images, hasBegun: this.#queue.images.some(({ state }) => state.kind !== 'ready') };
  }

  sayNotKept(): void {
    this.refuse(this.#message('queue.notKept'));
  }

  sayNoAnswer(): void {
    this.refuse(`${this.#message('queue.network')}. ${this.#message('queue.networkAdvice')}`);
  }

  /** Frees what its images hold. */
  close(): void {
    this.#closing.abort();
    for (const image of [...this.#queue.images]) this.#drop(image);
  }

  /** Shows and announces why something was not done. */
  refuse(text: string): void {
    const refusal = find(this.#form, '[data-refusal]', HTMLElement);
    refusal.textContent = text;
    refusal.hidden = text === '';
    this.announce(text);
  }

  announce(text: string): void {
    find(this.#form, '[data-announce]', HTMLElement).textContent = text;
  }

  /** Shows what follows from the states of all images. */
  refresh(): void {
    const { images } = this.#queue;
    const ready = images.filter(({ state }) => state.kind === 'ready').length;
    this.#section.hidden = images.length === 0;
    if (this.#form.isConnected) {
      find(document, '[data-starts-anew]', HTMLElement).hidden = images.length === 0;
    }
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

  #addExample(example: HTMLFormElement): QueuedImage {
    return this.#queue.add({
      name: example.dataset.example ?? '',
      isDrawing: true,
      body: () => new FormData(example),
      pictureUrl: find(example, 'img', HTMLImageElement).src,
    });
  }

  #sendAlone(image: QueuedImage): void {
    this.#sentAlone = image;
    this.#queue.retry(image);
  }

  #drop(image: QueuedImage): void {
    this.#queue.remove(image);
    if (image.pictureUrl.startsWith('blob:')) URL.revokeObjectURL(image.pictureUrl);
  }

  #remove(image: QueuedImage): void {
    this.#drop(image);
    this.#list.hide(image);
    this.refresh();
    this.announce(this.#message('queue.removed', { name: image.name }));
    const isEmpty = this.#queue.images.length === 0;
    find(this.#form, isEmpty ? 'input[type=file][name=image]' : '[data-queue] h2', HTMLElement).focus();
  }

  /** Shows the result or the fault of an image that was sent alone; of several, announces the summary. */
  #showOutcome(): void {
    const image = this.#sentAlone;
    this.#sentAlone = null;
    if (!image) this.announce(find(this.#form, '[data-summary-counts]', HTMLElement).textContent ?? '');
    // A person may be reading another result, or be at the next case.
    else if (!this.#form.isConnected) return;
    else if (image.state.kind === 'done') this.#open(image);
    else if (image.state.kind === 'failed') this.#list.focusFault(image);
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

import { BatchBar } from './batch-bar.js';
import { showOnPaper } from './batch-paper.js';
import { BatchTable } from './batch-table.js';
import { classifyImage, type Result } from './classify-image.js';
import { acceptFiles } from './file-sources.js';
import { find } from './find.js';
import { describeFault, findFault } from './find-fault.js';
import { createImageQueue, IMAGES_LIMIT, type ImageQueue, type QueuedImage } from './image-queue.js';
import { type Message, readMessages } from './messages.js';
import type { Steps } from './result-steps.js';
import { Thumbnails } from './thumbnails.js';

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
  find(form, 'input[type=file][name=image]', HTMLInputElement).addEventListener('invalid', (event) => {
    if (upload.showFault()) event.preventDefault();
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

/** The form's images: each is in the queue and in the table. */
export class Upload {
  readonly #form: HTMLFormElement;
  readonly #message: Message;
  /** The table with its bar, below the form. */
  readonly #section: HTMLElement;
  readonly #openPage: (result: OpenResult) => void;
  readonly #queue: ImageQueue;
  readonly #table: BatchTable;
  readonly #bar: BatchBar;
  readonly #thumbnails = new Thumbnails<QueuedImage>((image, url) => this.#table.showPicture(image, url));
  readonly #closing = new AbortController();

  constructor(
    form: HTMLFormElement,
    { message, openResult }: { readonly message: Message; readonly openResult: (result: OpenResult) => void },
  ) {
    this.#form = form;
    this.#message = message;
    this.#section = find(form.closest('main') ?? document, '[data-queue]', HTMLElement);
    this.#openPage = openResult;
    this.#queue = createImageQueue({
      send(image, options) {
        const body = image.body();
        if (image.isOneOfSeveral) body.append('explain', 'none');
        return classifyImage(form.action, body, options);
      },
      second,
      noAnswer: {
        code: 'model_not_ready',
        title: message('queue.network'),
        advice: message('queue.networkAdvice'),
        detail: 'The service did not answer.',
      },
      onChange: (image) => {
        this.#table.show(image);
        this.refresh();
      },
      onSettled: (alone) => this.#showOutcome(alone),
    });
    const { images, retry, cancel, cancelAll, retryAll } = this.#queue;
    this.#table = new BatchTable({
      table: find(this.#section, 'table', HTMLTableElement),
      template: find(this.#section, '[data-queue-item]', HTMLTemplateElement),
      message,
      open: (image) => this.#open(image),
      retry,
      cancel,
      remove: (image) => this.#remove(image),
    });
    this.#bar = new BatchBar({
      form,
      bar: find(this.#section, '[data-batch-bar]', HTMLElement),
      images,
      message,
      cancelAll,
      retryAll,
      clear: () => this.clear(),
    });
  }

  /** Aborts when the form is gone for good. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  start(): void {
    this.#queue.start();
  }

  addFiles(files: readonly File[]): void {
    const room = this.#queue.room();
    const [first] = files.slice(0, room).map((file) => this.#addFile(file));
    if (first) this.#table.reveal(first);
    if (files.length > room) this.#refuseMore(files.length - room);
    else {
      this.refuse('');
      this.announce(this.#message('queue.added', { count: this.#queue.images.length }));
    }
  }

  sendExample(example: HTMLFormElement): void {
    if (this.#queue.room() === 0) {
      this.#refuseMore(1);
      return;
    }
    const image = this.#addExample(example);
    this.#table.reveal(image);
    this.#queue.retry(image);
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

  /** Stops what it is sending: nobody would see it, nor could cancel it. */
  leave(): void {
    this.#queue.cancelAll();
  }

  /** Frees what its images hold. */
  close(): void {
    this.#closing.abort();
    for (const image of [...this.#queue.images]) this.#drop(image);
  }

  /** Forgets every image and result. */
  clear(): void {
    for (const image of [...this.#queue.images]) this.#drop(image);
    this.refuse('');
    this.refresh();
    this.announce(this.#message('queue.cleared'));
    find(this.#form, 'input[type=file][name=image]', HTMLElement).focus();
  }

  /** Shows and announces why something was not done. */
  refuse(text: string): void {
    this.#bar.refuse(text);
    this.announce(text);
  }

  /** Puts the focus on the first fault, where there is one and nothing that could be sent. */
  showFault(): boolean {
    const failed = this.#table.images.find(({ state }) => state.kind === 'failed');
    if (failed) this.#table.focusFault(failed);
    return failed !== undefined;
  }

  announce(text: string): void {
    find(this.#form, '[data-announce]', HTMLElement).textContent = text;
  }

  /** Shows what follows from the states of all images. */
  refresh(): void {
    const { images } = this.#queue;
    const results = images.flatMap(({ state }) => (state.kind === 'done' ? [state.result] : []));
    this.#section.hidden = images.length === 0;
    if (this.#form.isConnected) {
      find(document, '[data-starts-anew]', HTMLElement).hidden = images.length === 0;
    }
    // Where there is nothing to send, the browser says so in its own words.
    const isReady = images.some(({ state }) => state.kind === 'ready');
    find(this.#form, 'input[type=file][name=image]', HTMLInputElement).required = !isReady;
    const models = results.map(({ classification }) => classification.model);
    const showIf = (name: string, isTrue: boolean) => {
      find(this.#section, `[data-summary-${name}]`, HTMLElement).hidden = !isTrue;
    };
    showIf('mixed', new Set(models.map(({ sha256 }) => sha256)).size > 1);
    showIf(
      'guessed',
      models.some(({ guessed }) => guessed !== undefined),
    );
    this.#table.showSums(results.length === 0 || results.some(({ malignant }) => malignant !== ''));
    this.#bar.update();
    showOnPaper(this.#section, results, this.#message);
  }

  #refuseMore(left: number): void {
    this.refuse(this.#message('queue.full', { limit: IMAGES_LIMIT, left }));
  }

  #addFile(file: File): QueuedImage {
    const body = () => {
      const data = new FormData();
      // The file's own name is not sent.
      data.append('image', file, 'image');
      return data;
    };
    const image = this.#queue.add({ name: file.name, isDrawing: false, body });
    void findFault(file, Number(this.#form.dataset.limitBytes)).then((fault) => {
      if (!fault || !this.#queue.images.includes(image)) return;
      const described = describeFault(fault, this.#message);
      this.#queue.refuse(image, described);
      this.announce(`${image.name}: ${described.title}. ${described.advice}`);
    });
    this.#thumbnails.make(image, file);
    return image;
  }

  #open({ id, name, state }: QueuedImage): void {
    if (state.kind === 'done') this.#openPage({ id, name, result: state.result });
  }

  /** The neighbours of a result, in the table's order. Null where it is the only one. */
  stepsFrom(id: number): Steps<OpenResult> | null {
    const results = this.#table.images.flatMap(({ id: each, name, state }): OpenResult[] => {
      return state.kind === 'done' ? [{ id: each, name, result: state.result }] : [];
    });
    const index = results.findIndex((result) => result.id === id);
    if (index === -1 || results.length < 2) return null;
    return {
      position: this.#message('result.position', { number: index + 1, count: results.length }),
      previous: results[index - 1] ?? null,
      next: results[index + 1] ?? null,
    };
  }

  #addExample(example: HTMLFormElement): QueuedImage {
    const image = this.#queue.add({
      name: example.dataset.example ?? '',
      isDrawing: true,
      body: () => new FormData(example),
    });
    this.#table.showPicture(image, find(example, 'img', HTMLImageElement).src);
    return image;
  }

  #drop(image: QueuedImage): void {
    this.#queue.remove(image);
    this.#table.hide(image);
    this.#thumbnails.drop(image);
  }

  #remove(image: QueuedImage): void {
    this.#drop(image);
    this.refresh();
    this.announce(this.#message('queue.removed', { name: image.name }));
    const isEmpty = this.#queue.images.length === 0;
    if (isEmpty) find(this.#form, 'input[type=file][name=image]', HTMLElement).focus();
    else find(this.#section, 'h2', HTMLElement).focus();
  }

  /** Shows the result or the fault of an image that was sent alone; of several, announces how many have one. */
  #showOutcome(image: QueuedImage | null): void {
    this.#table.sort();
    if (!image) this.announce(this.#bar.counts);
    // A person may be reading another result, or be at the next case.
    else if (!this.#form.isConnected) return;
    else if (image.state.kind === 'done') this.#open(image);
    else if (image.state.kind === 'failed') this.#table.focusFault(image);
  }
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

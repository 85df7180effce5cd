import { classifyImage } from './classify-image.js';
import { acceptDrops } from './drop-target.js';
import { find } from './find.js';
import { createImageQueue, type QueuedImage } from './image-queue.js';
import { type Message, readMessages } from './messages.js';
import { createPagesInPlace } from './pages-in-place.js';
import { acceptPastes } from './paste.js';
import { createQueueList } from './queue-list.js';
import { createSummary } from './summary.js';

/** Images in the list; with their previews, a browser holds them all in memory. */
const IMAGES_LIMIT = 100;

/** Makes of the form, which works alone, one that takes several images in several ways and answers in place. */
export function enhanceUpload(form: HTMLFormElement): void {
  const message = readMessages(form.dataset.messages ?? '{}');
  const limitBytes = Number(form.dataset.limitBytes);
  const input = find(form, 'input[type=file][name=image]', HTMLInputElement);
  const submit = find(form, '[data-submit]', HTMLButtonElement);
  const section = find(form, '[data-queue]', HTMLElement);
  const announcement = find(form, '[data-announce]', HTMLElement);
  const refusal = find(form, '[data-refusal]', HTMLElement);
  const startsAnew = find(document, '[data-starts-anew]', HTMLElement);
  let pastes = 0;

  const announce = (text: string) => {
    announcement.textContent = text;
  };
  const refuse = (text: string) => {
    refusal.textContent = text;
    refusal.hidden = text === '';
    announce(text);
  };

  const pages = createPagesInPlace(message('queue.back'), () => refuse(message('queue.notKept')));
  const open = (image: QueuedImage) => {
    if (image.state.kind === 'done')
      pages.open({ id: image.id, name: image.name, result: image.state.result });
  };
  const queue = createImageQueue({
    send: (body, options) => classifyImage(form.action, body, options),
    second,
    noAnswer: { title: message('queue.network'), advice: message('queue.networkAdvice') },
    onChange: (image) => {
      list.show(image);
      refresh();
    },
    onSettled,
  });
  const list = createQueueList(
    find(section, '[data-queue-list]', HTMLElement),
    find(form, '[data-queue-item]', HTMLTemplateElement),
    message,
    { open, retry: queue.retry, cancel: queue.cancel, remove },
  );
  const summary = createSummary(form, queue.images, message, open);

  function refresh(): void {
    const ready = queue.images.filter(({ state }) => state.kind === 'ready').length;
    section.hidden = queue.images.length === 0;
    startsAnew.hidden = queue.images.length === 0;
    // The browser's own words where there is nothing to send.
    input.required = ready === 0;
    submit.textContent = submitWords(ready, message);
    summary.update();
  }

  function addFiles(files: readonly File[]): void {
    const room = IMAGES_LIMIT - queue.images.length;
    for (const file of files.slice(0, room)) addFile(file);
    if (files.length > room) refuse(message('queue.full', { limit: IMAGES_LIMIT }));
    else {
      refuse('');
      announce(message('queue.added', { count: queue.images.length }));
    }
  }

  function addFile(file: File): void {
    const body = () => {
      const data = new FormData();
      // Its name stays here.
      data.append('image', file, 'image');
      return data;
    };
    const image = { name: file.name, body, pictureUrl: URL.createObjectURL(file) };
    if (file.size <= limitBytes) queue.add(image);
    else {
      const [title, advice] = ['title', 'advice'].map((part) => message(`fault.image_too_large.${part}`));
      queue.add(image, { kind: 'failed', title: title ?? '', advice: advice ?? '', isOfImage: true });
    }
  }

  function remove(image: QueuedImage): void {
    queue.remove(image);
    list.hide(image);
    if (image.pictureUrl.startsWith('blob:')) URL.revokeObjectURL(image.pictureUrl);
    refresh();
    announce(message('queue.removed', { name: image.name }));
    const next = queue.images.length > 0 ? find(section, 'h2', HTMLElement) : input;
    next.focus();
  }

  /** One image: its result, or what was wrong. Several: the summary tells. */
  function onSettled(): void {
    const [first, second] = queue.images.filter(({ state }) => state.kind !== 'ready');
    if (first && !second) {
      if (first.state.kind === 'done') open(first);
      if (first.state.kind === 'failed') list.focusFault(first);
    } else announce(find(form, '[data-summary-counts]', HTMLElement).textContent ?? '');
  }

  form.classList.add('is-enhanced');
  input.multiple = true;
  input.addEventListener('change', () => {
    addFiles([...(input.files ?? [])]);
    // So that the same file can be chosen again.
    input.value = '';
  });
  // What the browser kept of an earlier visit.
  if (input.files && input.files.length > 0) input.dispatchEvent(new Event('change'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    queue.start();
  });
  acceptDrops(find(form, '[data-drop]', HTMLElement), addFiles);
  find(form, '[data-other-ways]', HTMLElement).hidden = false;
  acceptPastes(find(form, '[data-paste]', HTMLButtonElement), {
    add: (files) =>
      addFiles(
        files.map((file) => {
          pastes += 1;
          const name = message('queue.pastedName', { number: pastes });
          return new File([file], name, { type: file.type });
        }),
      ),
    empty: () => refuse(message('queue.pasteEmpty')),
    refused: () => refuse(message('queue.pasteRefused')),
  });
  offerCamera(form, addFiles);
  for (const example of document.querySelectorAll<HTMLFormElement>('form[data-example]')) {
    example.addEventListener('submit', (event) => {
      event.preventDefault();
      const picture = find(example, 'img', HTMLImageElement);
      const image = queue.add({
        name: example.dataset.example ?? '',
        body: () => new FormData(example),
        pictureUrl: picture.src,
      });
      queue.retry(image);
      section.scrollIntoView({ block: 'nearest' });
    });
  }
}

function submitWords(ready: number, message: Message): string {
  if (ready === 0) return message('queue.submitNone');
  return ready === 1 ? message('queue.submitOne') : message('queue.submitMany', { count: ready });
}

/** Where the main pointer is a finger, there is likely a camera behind the screen. */
function offerCamera(form: HTMLElement, addFiles: (files: readonly File[]) => void): void {
  if (!window.matchMedia('(pointer: coarse)').matches) return;
  const camera = find(form, '[data-camera-input]', HTMLInputElement);
  find(form, '[data-camera]', HTMLElement).hidden = false;
  camera.addEventListener('change', () => {
    addFiles([...(camera.files ?? [])]);
    camera.value = '';
  });
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

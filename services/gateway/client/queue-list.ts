import { find } from './find.js';
import type { QueuedImage } from './image-queue.js';
import type { Message } from './messages.js';

const BUTTONS = ['open', 'retry', 'cancel', 'remove'] as const;
type Button = (typeof BUTTONS)[number];

export interface QueueListOptions extends Readonly<Record<Button, (image: QueuedImage) => void>> {
  readonly list: HTMLElement;
  /** Of one item. */
  readonly template: HTMLTemplateElement;
  readonly message: Message;
}

/** The buttons of each state; the state itself is shown in words. */
const SHOWN: Readonly<Record<QueuedImage['state']['kind'], readonly Button[]>> = {
  ready: ['remove'],
  queued: ['cancel'],
  sending: ['cancel'],
  analysing: ['cancel'],
  waiting: ['cancel'],
  done: ['open', 'remove'],
  failed: ['retry', 'remove'],
  cancelled: ['retry', 'remove'],
};

export type QueueList = ReturnType<typeof createQueueList>;

/** The list of images, from the page's template. File names come from outside: they are only ever set as text. */
export function createQueueList({ list, template, message, ...actions }: QueueListOptions) {
  const items = new Map<QueuedImage, HTMLElement>();

  function build(image: QueuedImage): HTMLElement {
    const item = find(document.importNode(template.content, true), 'li', HTMLLIElement);
    find(item, '[data-name]', HTMLElement).textContent = image.name;
    const picture = find(item, '[data-picture]', HTMLImageElement);
    picture.alt = message('queue.preview', { name: image.name });
    picture.onerror = () => {
      picture.hidden = true;
      find(item, '[data-no-picture]', HTMLElement).hidden = false;
    };
    picture.src = image.pictureUrl;
    for (const of of item.querySelectorAll('[data-of]')) {
      of.textContent = message('queue.ofImage', { name: image.name });
    }
    for (const name of BUTTONS) {
      find(item, `[data-${name}]`, HTMLButtonElement).addEventListener('click', () => actions[name](image));
    }
    list.append(item);
    items.set(image, item);
    return item;
  }

  return {
    /** Adds an image to the list, or shows its new state. */
    show(image: QueuedImage): void {
      const item = items.get(image) ?? build(image);
      const { state } = image;
      item.dataset.kind = state.kind;
      const words = find(item, '[data-state]', HTMLElement);
      words.textContent = describeState(image, message);
      const progress = find(item, '[data-progress]', HTMLProgressElement);
      progress.hidden = state.kind !== 'sending' && state.kind !== 'analysing';
      progress.setAttribute('aria-label', words.textContent);
      if (state.kind === 'sending') progress.value = state.fraction;
      else progress.removeAttribute('value');
      const fault = find(item, '[data-item-fault]', HTMLElement);
      fault.hidden = state.kind !== 'failed';
      fault.textContent = state.kind === 'failed' ? `${state.title}. ${state.advice}` : '';
      moveFocusOff(item, shownButtons(image));
    },
    hide(image: QueuedImage): void {
      items.get(image)?.remove();
      items.delete(image);
    },
    focusFault(image: QueuedImage): void {
      const fault = items.get(image)?.querySelector<HTMLElement>('[data-item-fault]');
      if (!fault) return;
      fault.tabIndex = -1;
      fault.focus();
    },
  };
}

function shownButtons({ state }: QueuedImage): readonly Button[] {
  const isHopeless = state.kind === 'failed' && state.isOfImage;
  return SHOWN[state.kind].filter((name) => !(isHopeless && name === 'retry'));
}

/** Shows some buttons and hides the others. The focus moves from a hidden button to the first one shown. */
function moveFocusOff(item: HTMLElement, shown: readonly string[]): void {
  // Read before anything is hidden: Chromium takes the focus off a hidden button at once.
  const focused = document.activeElement;
  for (const name of BUTTONS) {
    find(item, `[data-${name}]`, HTMLButtonElement).hidden = !shown.includes(name);
  }
  const isLost = focused instanceof HTMLElement && item.contains(focused) && focused.hidden;
  if (isLost && shown[0]) find(item, `[data-${shown[0]}]`, HTMLButtonElement).focus();
}

function describeState({ state }: QueuedImage, message: Message): string {
  switch (state.kind) {
    case 'sending':
      return message('queue.state.sending', { percent: `${Math.round(state.fraction * 100)} %` });
    case 'waiting':
      return message('queue.state.waiting', { seconds: state.seconds });
    case 'done':
      return message('queue.state.done', { outcome: state.result.outcome });
    default:
      return message(`queue.state.${state.kind}`);
  }
}

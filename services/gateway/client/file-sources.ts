import { acceptDrops } from './drop-target.js';
import { find } from './find.js';
import { pointsByFinger } from './main-pointer.js';
import type { Message } from './messages.js';
import { acceptPastes } from './paste.js';

export interface FileReceiver {
  readonly message: Message;
  readonly add: (files: readonly File[]) => void;
  readonly refuse: (text: string) => void;
  /** Tells a screen reader what is seen anyway. */
  readonly announce: (text: string) => void;
  /** Aborts when the form is gone. */
  readonly signal: AbortSignal;
}

/** Takes files in every way that the form offers: chosen, dropped, pasted, photographed. */
export function acceptFiles(form: HTMLFormElement, receiver: FileReceiver): void {
  const { add } = receiver;
  const input = find(form, 'input[type=file][name=image]', HTMLInputElement);
  input.multiple = true;
  acceptChosen(input, add);
  // A browser may have kept the files of an earlier visit.
  if (input.files && input.files.length > 0) input.dispatchEvent(new Event('change'));
  acceptDrops(find(form, '[data-drop]', HTMLElement), receiver);
  acceptPastes(find(form, '[data-paste]', HTMLButtonElement), receiver);
  find(form, '[data-other-ways]', HTMLElement).hidden = false;
  if (pointsByFinger()) {
    find(form, '[data-camera]', HTMLElement).hidden = false;
    acceptChosen(find(form, '[data-camera-input]', HTMLInputElement), add);
  }
}

function acceptChosen(input: HTMLInputElement, add: FileReceiver['add']): void {
  input.addEventListener('change', () => {
    add([...(input.files ?? [])]);
    // Without a value, the same file can be chosen again.
    input.value = '';
  });
}

import { find } from './find.js';
import { showLocalTime } from './local-time.js';
import { isPlainClick } from './plain-click.js';

/** What a result that is shown in place of the form has beside its page. */
export interface InPlace {
  /** The file's name, which was never sent. */
  readonly fileName: string;
  readonly goBack: () => void;
  readonly startNewCase: () => void;
}

/** Adds to a result what needs a script; and in place of the form, the file's name and ways on without a reload. */
export function enhanceReport(main: ParentNode, inPlace: InPlace | null): void {
  for (const time of main.querySelectorAll<HTMLTimeElement>('time[data-format-tag]')) showLocalTime(time);
  for (const print of main.querySelectorAll<HTMLButtonElement>('[data-print]')) {
    print.hidden = false;
    print.addEventListener('click', () => window.print());
  }
  const reference = main.querySelector<HTMLInputElement>('#reference');
  if (reference) printWrapped(reference);
  if (!inPlace) return;
  const name = main.querySelector('[data-file-name]');
  if (name) {
    name.textContent = inPlace.fileName;
    find(main, '[data-file]', HTMLElement).hidden = false;
  }
  for (const link of main.querySelectorAll<HTMLAnchorElement>('[data-new-case]')) {
    link.addEventListener('click', (event) => {
      if (!isPlainClick(event)) return;
      event.preventDefault();
      inPlace.startNewCase();
    });
  }
  for (const back of main.querySelectorAll<HTMLButtonElement>('[data-back]')) {
    back.hidden = false;
    back.addEventListener('click', inPlace.goBack);
  }
}

/** A field's text is cut where the field ends. On paper the same words stand in its place, and wrap. */
function printWrapped(field: HTMLInputElement): void {
  const words = find(field.parentElement ?? field, '[data-reference-words]', HTMLElement);
  field.addEventListener('input', () => {
    words.textContent = field.value;
  });
}

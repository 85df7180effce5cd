/** What a result that is shown in place of the form has beside its page. */
export interface InPlace {
  /** The file's name, which was never sent. */
  readonly fileName: string;
  readonly backWords: string;
  readonly goBack: () => void;
}

/** Adds to a result a print button and, in place of the form, the file's name and a way back without a reload. */
export function enhanceReport(main: ParentNode, inPlace: InPlace | null): void {
  for (const print of main.querySelectorAll<HTMLButtonElement>('[data-print]')) {
    print.hidden = false;
    print.addEventListener('click', () => window.print());
  }
  if (!inPlace) return;
  const name = main.querySelector('[data-file-name]');
  const line = main.querySelector<HTMLElement>('[data-file]');
  if (name && line) {
    name.textContent = inPlace.fileName;
    line.hidden = false;
  }
  for (const back of main.querySelectorAll<HTMLAnchorElement>('[data-back]')) {
    back.textContent = inPlace.backWords;
    back.addEventListener('click', (event) => {
      event.preventDefault();
      inPlace.goBack();
    });
  }
}

export interface ReportOptions {
  /** The file's name, which was never sent. Null for a page that was loaded without script. */
  readonly fileName: string | null;
  readonly backWords: string | null;
  readonly goBack: (() => void) | null;
}

/** Adds to a result the file's name, a print button, and a way back without a reload. */
export function enhanceReport(main: ParentNode, { fileName, backWords, goBack }: ReportOptions): void {
  const print = main.querySelector<HTMLButtonElement>('[data-print]');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', () => window.print());
  }
  const name = main.querySelector('[data-file-name]');
  const line = main.querySelector<HTMLElement>('[data-file]');
  if (fileName !== null && name && line) {
    name.textContent = fileName;
    line.hidden = false;
  }
  const back = main.querySelector<HTMLAnchorElement>('[data-back]');
  if (back && goBack) {
    if (backWords !== null) back.textContent = backWords;
    back.addEventListener('click', (event) => {
      event.preventDefault();
      goBack();
    });
  }
}

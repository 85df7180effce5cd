import type { Result } from './classify-image.js';
import { find } from './find.js';
import { enhanceReport } from './report.js';

export interface OpenResult {
  readonly id: number;
  readonly name: string;
  readonly result: Result;
}

/**
 * Shows results without a reload. The form stays in memory, and the browser's back and forward buttons work. A reload
 * keeps a result's address but not the result, because nothing is stored.
 *
 * @returns shows a result in place of the form, under an address of its own
 */
export function createPagesInPlace(backWords: string, onNotKept: () => void): (result: OpenResult) => void {
  const results = new Map<number, OpenResult>();
  const home = { main: find(document, 'main', HTMLElement), title: document.title };
  let scrollOfHome = 0;
  let focusOfHome: Element | null = null;

  function show(main: HTMLElement, title: string): void {
    find(document, 'main', HTMLElement).replaceWith(main);
    document.title = title;
  }

  function showResult({ name, result }: OpenResult): void {
    const main = document.importNode(find(result.page, 'main', HTMLElement), true);
    enhanceReport(main, { fileName: name, backWords, goBack: () => history.back() });
    if (home.main.isConnected) {
      scrollOfHome = window.scrollY;
      focusOfHome = document.activeElement;
    }
    show(main, result.page.title);
    window.scrollTo(0, 0);
    find(main, 'h1', HTMLElement).focus({ preventScroll: true });
  }

  function showHome(): void {
    if (home.main.isConnected) return;
    show(home.main, home.title);
    window.scrollTo(0, scrollOfHome);
    if (focusOfHome instanceof HTMLElement) focusOfHome.focus({ preventScroll: true });
  }

  window.addEventListener('popstate', () => {
    const id = resultId();
    const result = id === null ? undefined : results.get(id);
    if (result) showResult(result);
    else showHome();
  });
  if (resultId() !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    onNotKept();
  }

  return (result) => {
    results.set(result.id, result);
    history.pushState(null, '', `#result-${result.id}`);
    showResult(result);
  };
}

function resultId(): number | null {
  const id = /^#result-(\d+)$/.exec(location.hash)?.[1];
  return id === undefined ? null : Number(id);
}

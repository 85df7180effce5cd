import { loadPage } from './load-page.js';

const INTERVAL_MS = 2_500;

/** Polls the model's status for as long as it will change by itself. */
export function watchModelStatus(): void {
  let timer: number | undefined;
  const look = async () => {
    if (!document.hidden) {
      // In the language of the page that is shown now.
      const home = document.querySelector<HTMLAnchorElement>('.brand')?.href ?? '/';
      // A service that cannot be reached for a moment has nothing new to say.
      const loaded = await loadPage(`${home}model-status`).catch(() => null);
      if (loaded) updateModelStatus(loaded.page);
    }
    plan();
  };
  const plan = () => {
    window.clearTimeout(timer);
    if (document.querySelector('#model-status[data-will-change]'))
      timer = window.setTimeout(look, INTERVAL_MS);
  };
  plan();
  document.addEventListener('model-status-changed', plan);
}

/** Replaces the model's status with that of a page that has just been loaded. */
export function updateModelStatus(page: Document): void {
  const present = document.getElementById('model-status');
  const next = page.getElementById('model-status');
  if (!present || !next || present.isEqualNode(next)) return;
  // A page without a model may now have one to show.
  const hasNews = (present as HTMLElement).dataset.phase !== next.dataset.phase;
  if (hasNews && document.querySelector('[data-awaits-model]')) {
    location.reload();
    return;
  }
  const kept = keepParts(present, next);
  for (const child of [...present.children]) if (![...kept.values()].includes(child)) child.remove();
  let following = present.firstElementChild;
  for (const child of next.children) {
    const same = kept.get(child);
    if (same) following = same.nextElementSibling;
    else present.insertBefore(document.importNode(child, true), following);
  }
  for (const { name } of [...present.attributes]) if (!next.hasAttribute(name)) present.removeAttribute(name);
  for (const { name, value } of next.attributes) present.setAttribute(name, value);
  document.dispatchEvent(new Event('model-status-changed'));
}

/**
 * The sentence is a live region, and the detail may be open and have the focus: both elements stay in the page, and only
 * a changed text is replaced.
 *
 * @returns the elements of the present page that stay, by the next page's element that each stands for
 */
function keepParts(present: Element, next: Element): ReadonlyMap<Element, Element> {
  const kept = new Map<Element, Element>();
  for (const [part, words] of [
    ['.model-status-words', '.model-status-words'],
    ['.model-status-detail', '.model-status-detail > p'],
  ] as const) {
    const [presentPart, nextPart] = [present.querySelector(part), next.querySelector(part)];
    const [presentWords, nextWords] = [present.querySelector(words), next.querySelector(words)];
    if (!presentPart || !nextPart || !presentWords || !nextWords) continue;
    if (presentWords.textContent !== nextWords.textContent) presentWords.textContent = nextWords.textContent;
    kept.set(nextPart, presentPart);
  }
  return kept;
}

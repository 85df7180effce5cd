import { loadPage } from './load-page.js';

const INTERVAL_MS = 2_500;

/** Looks again and again how the model stands, for as long as that will change by itself. */
export function watchStanding(url: string): void {
  let timer: number | undefined;
  const look = async () => {
    if (!document.hidden) {
      // A service that is away for a moment says nothing new; the next look may find it.
      const loaded = await loadPage(url).catch(() => null);
      if (loaded) updateStanding(loaded.page);
    }
    plan();
  };
  const plan = () => {
    window.clearTimeout(timer);
    if (document.querySelector('#standing[data-will-change]')) timer = window.setTimeout(look, INTERVAL_MS);
  };
  plan();
  document.addEventListener('standing-changed', plan);
}

/** Takes over how the model stands from a page that has just come. */
export function updateStanding(page: Document): void {
  const present = document.getElementById('standing');
  const next = page.getElementById('standing');
  if (!present || !next || present.isEqualNode(next)) return;
  const [presentWords, nextWords] = [present, next].map((one) => one.querySelector('.standing-words'));
  // The sentence is a live region: it stays in the page, and is touched only when it says something else.
  if (presentWords && nextWords) {
    if (presentWords.textContent !== nextWords.textContent) presentWords.textContent = nextWords.textContent;
    for (const child of [...present.children]) if (child !== presentWords) child.remove();
    const others = [...next.children].filter((child) => child !== nextWords);
    present.append(...others.map((child) => document.importNode(child, true)));
  }
  for (const { name } of [...present.attributes]) if (!next.hasAttribute(name)) present.removeAttribute(name);
  for (const { name, value } of next.attributes) present.setAttribute(name, value);
  document.dispatchEvent(new Event('standing-changed'));
}

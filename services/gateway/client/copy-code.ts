import { find } from './find.js';

/** How long a button says that it has copied. */
const SAID_MS = 3_000;

/** Shows a button below each block of code, which copies it. */
export function enhanceCode(): void {
  for (const line of document.querySelectorAll<HTMLElement>('[data-copy]')) {
    const button = find(line, 'button', HTMLButtonElement);
    const status = find(line, '[role=status]', HTMLElement);
    const code = line.parentElement?.querySelector<HTMLElement>('[data-code]');
    if (!code) continue;
    button.addEventListener('click', async () => {
      status.textContent = (await copy(code))
        ? (button.dataset.copied ?? '')
        : (button.dataset.selected ?? '');
      window.setTimeout(() => {
        status.textContent = '';
      }, SAID_MS);
    });
    line.hidden = false;
  }
}

/** Selects the code where it may not be copied: pages without TLS have no clipboard. */
async function copy(code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(code);
    return false;
  }
}

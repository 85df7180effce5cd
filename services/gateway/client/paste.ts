import type { FileReceiver } from './file-sources.js';
import { pointsByFinger } from './main-pointer.js';

/** Takes images from the clipboard: by the button, or by the keys of the system anywhere on the page. */
export function acceptPastes(
  button: HTMLButtonElement,
  { message, add, refuse, signal }: FileReceiver,
): void {
  let pastes = 0;
  const addNamed = (files: readonly File[]) => add(files.map(named));
  const addPasted = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
    if (files.length > 0 && button.isConnected) addNamed(files);
  };
  document.addEventListener('paste', addPasted, { signal });
  button.addEventListener('click', async () => {
    try {
      const items = await navigator.clipboard.read();
      const files = items.flatMap((item) =>
        item.types
          .filter((type) => type.startsWith('image/'))
          .slice(0, 1)
          .map(async (type) => new File([await item.getType(type)], 'pasted', { type })),
      );
      if (files.length === 0) refuse(message('queue.pasteEmpty'));
      else addNamed(await Promise.all(files));
    } catch {
      // Denied, or missing: a page without TLS has no clipboard.
      const keys = pasteKeys();
      refuse(keys === null ? message('queue.pasteRefused.touch') : message('queue.pasteRefused', { keys }));
    }
  });

  function named(file: File): File {
    pastes += 1;
    return new File([file], message('queue.pastedName', { number: pastes }), { type: file.type });
  }
}

/** The keys that paste on this device; null where it has most likely none. */
function pasteKeys(): string | null {
  if (pointsByFinger()) return null;
  return /mac/i.test(navigator.platform) ? '⌘ V' : 'Ctrl V';
}

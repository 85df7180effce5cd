import type { FileReceiver } from './file-sources.js';

/** Takes images from the clipboard: by the button, or by Ctrl-V (Cmd-V) anywhere on the page. */
export function acceptPastes(button: HTMLButtonElement, { message, add, refuse }: FileReceiver): void {
  let pastes = 0;
  const addNamed = (files: readonly File[]) => add(files.map(named));
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
    if (files.length > 0 && button.isConnected) addNamed(files);
  });
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
      refuse(message('queue.pasteRefused'));
    }
  });

  function named(file: File): File {
    pastes += 1;
    return new File([file], message('queue.pastedName', { number: pastes }), { type: file.type });
  }
}

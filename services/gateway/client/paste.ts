export interface PasteActions {
  readonly add: (files: readonly File[]) => void;
  /** There was no image on the clipboard. */
  readonly empty: () => void;
  /** The browser denied access to the clipboard. */
  readonly refused: () => void;
}

/** Takes images from the clipboard: by the button, or by Ctrl-V (Cmd-V) anywhere on the page. */
export function acceptPastes(button: HTMLButtonElement, { add, empty, refused }: PasteActions): void {
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
    if (files.length > 0 && button.isConnected) add(files);
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
      if (files.length === 0) empty();
      else add(await Promise.all(files));
    } catch {
      // Denied, or missing: a page without TLS has no clipboard.
      refused();
    }
  });
}

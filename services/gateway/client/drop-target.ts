import type { FileReceiver } from './file-sources.js';
import { find } from './find.js';
import { pointsByFinger } from './main-pointer.js';

type DropReceiver = Pick<FileReceiver, 'add' | 'announce' | 'signal'>;

/** Files may be dropped anywhere on the page; the target shows that while they are dragged, and announces it. */
export function acceptDrops(target: HTMLElement, { add, announce, signal }: DropReceiver): void {
  const call = find(target, '[data-drop-call]', HTMLElement);
  const now = find(target, '[data-drop-now]', HTMLElement);
  let depth = 0;
  const show = (isOver: boolean) => {
    target.classList.toggle('is-over', isOver);
    call.hidden = isOver;
    now.hidden = !isOver;
  };
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const on = (name: 'dragenter' | 'dragleave' | 'dragover' | 'drop', act: (event: DragEvent) => void) =>
    document.addEventListener(name, (event) => hasFiles(event) && act(event), { signal });
  show(false);
  if (!pointsByFinger()) {
    const field = find(target, 'input[type=file][name=image]', HTMLInputElement);
    field.setAttribute(
      'aria-describedby',
      `${call.id} ${field.getAttribute('aria-describedby') ?? ''}`.trim(),
    );
  }
  on('dragenter', () => {
    if (!target.isConnected) return;
    depth += 1;
    show(true);
    if (depth === 1) announce(now.textContent ?? '');
  });
  on('dragleave', () => {
    if (depth === 0) return;
    depth -= 1;
    if (depth > 0) return;
    show(false);
    announce('');
  });
  on('dragover', (event) => event.preventDefault());
  on('drop', (event) => {
    // Otherwise the browser opens the file in place of the page.
    event.preventDefault();
    depth = 0;
    show(false);
    if (target.isConnected) add([...(event.dataTransfer?.files ?? [])]);
  });
}

import { find } from './find.js';

/** Files may be dropped anywhere on the page; the target shows that while they are dragged. */
export function acceptDrops(target: HTMLElement, add: (files: readonly File[]) => void): void {
  const call = find(target, '[data-drop-call]', HTMLElement);
  const now = find(target, '[data-drop-now]', HTMLElement);
  let depth = 0;
  const show = (isOver: boolean) => {
    target.classList.toggle('is-over', isOver);
    call.hidden = isOver;
    now.hidden = !isOver;
  };
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  show(false);
  document.addEventListener('dragenter', (event) => {
    if (!hasFiles(event) || !target.isConnected) return;
    depth += 1;
    show(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) show(false);
  });
  document.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    // Otherwise the browser opens the file in place of the page.
    event.preventDefault();
    depth = 0;
    show(false);
    if (target.isConnected) add([...(event.dataTransfer?.files ?? [])]);
  });
}

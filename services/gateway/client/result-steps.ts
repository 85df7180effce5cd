import { find } from './find.js';
import type { Message } from './messages.js';

export interface Steps<Target> {
  /** Where the result stands among the others, in words. */
  readonly position: string;
  /** Null at the ends. */
  readonly previous: Target | null;
  readonly next: Target | null;
}

/** The neighbours of a result among others. Null where it is the only one, or none of them. */
export function stepsFrom<Target extends { readonly id: number }>(
  results: readonly Target[],
  id: number,
  message: Message,
): Steps<Target> | null {
  const index = results.findIndex((result) => result.id === id);
  if (index === -1 || results.length < 2) return null;
  return {
    position: message('result.position', { number: index + 1, count: results.length }),
    previous: results[index - 1] ?? null,
    next: results[index + 1] ?? null,
  };
}

/** Shows on a result of several the ways to the one before and the one after it in the table. */
export function showSteps<Target>(
  main: ParentNode,
  { position, ...targets }: Steps<Target>,
  go: (target: Target) => void,
): void {
  const nav = find(main, '[data-steps]', HTMLElement);
  nav.hidden = false;
  find(nav, '[data-position]', HTMLElement).textContent = position;
  for (const name of ['previous', 'next'] as const) {
    const button = find(nav, `[data-${name}]`, HTMLButtonElement);
    const target = targets[name];
    button.disabled = target === null;
    // A disabled button would keep the focus and do nothing.
    if (button.disabled && button === document.activeElement) find(main, 'h1', HTMLElement).focus();
    button.onclick = () => target && go(target);
  }
}

/** The step that has just been pressed, as a selector: where there is a further one, it can be pressed again. */
export function pressedStep<Target>({ previous, next }: Steps<Target>): string | null {
  const hasFocus = (selector: string) => document.activeElement?.matches(selector) ?? false;
  if (next && hasFocus('[data-next]')) return '[data-next]';
  return previous && hasFocus('[data-previous]') ? '[data-previous]' : null;
}

/** Steps by the arrow keys as well, except where they have another meaning. */
export function watchStepKeys(): void {
  document.addEventListener('keydown', (event) => {
    const name = { ArrowLeft: 'previous', ArrowRight: 'next' }[event.key];
    const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
    if (name === undefined || !isPlain || event.defaultPrevented || usesArrows(event.target)) return;
    const button = document.querySelector<HTMLButtonElement>(`[data-steps]:not([hidden]) [data-${name}]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}

/** Fields and groups of choices, and regions that the arrows scroll sideways. */
function usesArrows(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('input, textarea, select')) return true;
  const region = target.closest('.scroll');
  return region !== null && region.scrollWidth > region.clientWidth;
}

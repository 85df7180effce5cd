/** Waits a second, or until the signal aborts. */
export function second(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(end, 1000);
    signal.addEventListener('abort', end);
    function end(): void {
      window.clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

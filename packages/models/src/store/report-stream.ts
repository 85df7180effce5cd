/**
 * Gives the reports of running work as an async stream. A report may replace an unread one before it, so that a slow
 * reader does not hold up the work and misses only outdated reports. Leaving the stream early ends the work.
 *
 * @param work its signal aborts when the reader leaves, or with `signal`
 * @param replaces whether a later report makes an unread earlier one worthless
 */
export async function* reportStream<Report>(
  work: (report: (report: Report) => void, signal: AbortSignal) => Promise<void>,
  replaces: (later: Report, earlier: Report) => boolean,
  signal?: AbortSignal,
): AsyncGenerator<Report, void, undefined> {
  const left = new AbortController();
  const unread: Report[] = [];
  let isOver = false;
  let wake = () => {};
  const report = (next: Report): void => {
    const last = unread.at(-1);
    if (last !== undefined && replaces(next, last)) unread.pop();
    unread.push(next);
    wake();
  };
  const working = work(report, signal ? AbortSignal.any([signal, left.signal]) : left.signal).finally(() => {
    isOver = true;
    wake();
  });
  // Thrown to the reader below, once it has read what came before.
  working.catch(() => {});

  try {
    for (;;) {
      const next = unread.shift();
      if (next !== undefined) yield next;
      else if (isOver) break;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    await working;
  } finally {
    left.abort(new Error('the reader has left the stream of reports'));
    await working.catch(() => {});
  }
}

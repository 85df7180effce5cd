import { InvalidArgumentError } from 'commander';

/** From which day on studies are watched: a fixed one, or so many days before the current one. */
export type Since = { readonly day: string } | { readonly days: number };

const DAY_MS = 24 * 3_600_000;

/** Reads `--since 2026-11-01` and `--since 7d`. */
export function readSince(text: string): Since {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (days !== undefined) return { days: Number(days) };
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDay && new Date(text).toISOString().startsWith(text)) return { day: text };
  throw new InvalidArgumentError(
    `expected a day such as 2026-11-01, or 7d for the last seven days, got ${text}`,
  );
}

/** As a search matches the date of studies. */
export function studyDates(since: Since, nowMs: number): string {
  // Servers have local dates; a day more is searched where that may be an earlier one.
  const day =
    'day' in since ? since.day : new Date(nowMs - (since.days + 1) * DAY_MS).toISOString().slice(0, 10);
  return `${day.replaceAll('-', '')}-`;
}

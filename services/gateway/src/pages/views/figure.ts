import type { Interval } from '@slc/domain';
import type { PageContext } from './page-context.js';

/** A figure as a page shows it large: a name, a value, and what must be said with it. */
export function figure(
  { t, format }: PageContext,
  name: string,
  { value, detail }: { readonly value: number | null; readonly detail: string | null },
) {
  return { name, value: value === null ? t('model.unknownValue') : format.share(value), detail };
}

/** A figure with its 95 % interval, where that is known. */
export function estimateFigure(
  context: PageContext,
  name: string,
  { value, interval }: { readonly value: number | null; readonly interval: Interval | null },
) {
  const { t, format } = context;
  const detail =
    interval &&
    t('model.figure.interval', { low: format.share(interval.low), high: format.share(interval.high) });
  return figure(context, name, { value, detail });
}

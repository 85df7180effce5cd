import type { ReportContext } from './report-context.js';

/** Of a picture of shares with their intervals, one row a class. */
export function intervalWords(
  { t }: ReportContext,
  own: { readonly caption: string; readonly value: string },
) {
  return {
    ...own,
    row: t('class'),
    drawn: t('drawn'),
    interval: t('interval95'),
    count: t('imagesColumn'),
    range: (ends: { low: string; high: string }) => t('interval', ends),
    unknown: t('notDefined'),
  };
}

/** Of a picture of the coverage that was asked for and got. */
export function coverageWords(context: ReportContext) {
  const { t } = context;
  const own = { caption: t('sets.coverage.caption'), value: t('sets.got') };
  return { ...intervalWords(context, own), below: t('sets.below') };
}

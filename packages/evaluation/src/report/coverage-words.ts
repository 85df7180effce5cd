import type { ReportContext } from './report-context.js';

/** Of a picture of the coverage that was asked for and got. */
export function coverageWords({ t }: ReportContext) {
  return {
    caption: t('sets.coverage.caption'),
    row: t('class'),
    drawn: t('drawn'),
    value: t('sets.got'),
    interval: t('interval95'),
    count: t('imagesColumn'),
    range: (ends: { low: string; high: string }) => t('interval', ends),
    unknown: t('notDefined'),
    below: t('sets.below'),
  };
}

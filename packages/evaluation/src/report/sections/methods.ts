import type { ReportContext } from '../report-context.js';
import { SOURCES } from '../sources.js';

/** How each figure and each interval is made, with the papers that they come from. */
export function methodsSection({ input, t, format }: ReportContext) {
  const { figures, calibration, comparison } = input;
  const draws = format.integer(figures.bootstrap.draws);
  return {
    notes: [
      { id: 'note-wilson', mark: t('note.wilson.mark'), text: t('note.wilson') },
      { id: 'note-bootstrap', mark: t('note.bootstrap.mark'), text: t('note.bootstrap', { draws }) },
    ],
    paragraphs: [
      t('methods.probabilities'),
      t('methods.classes'),
      t('methods.honesty'),
      ...(figures.malignant ? [t('methods.malignant')] : []),
      t('methods.selective'),
      ...(calibration ? [t('methods.calibration')] : []),
      ...(comparison ? [t('methods.comparison', { draws })] : []),
    ],
    sources: SOURCES,
  };
}

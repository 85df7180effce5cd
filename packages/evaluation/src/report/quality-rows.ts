import type { Estimate } from '@slc/domain';
import type { EvaluationFigures } from '../figures/evaluate.js';
import type { MessageKey } from './locales/en.js';

export interface QualityRow {
  readonly name: MessageKey;
  readonly before: Estimate;
  readonly after: Estimate;
}

/** The figures of how honest probabilities are, before and after temperature. */
export function qualityRows(figures: EvaluationFigures): readonly QualityRow[] {
  return [
    { name: 'figure.nll', ...figures.nll },
    ...(['brier', 'ece', 'adaptiveEce', 'classwiseEce'] as const).map((figure): QualityRow => {
      const { before, after, before95, after95 } = figures[figure];
      return {
        name: `figure.${figure}`,
        before: { value: before, ...before95 },
        after: { value: after, ...after95 },
      };
    }),
  ];
}

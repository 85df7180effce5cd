import { reliabilityDiagram, riskCoverageCurve, rocCurve } from '@slc/charts';
import type { Estimate, Evaluation } from '@slc/domain';
import type { PageContext } from './page-context.js';

/** How often answers were right, by how sure the model was. Null where that was not measured. */
export function reliabilityPlot({ t, format }: PageContext, { reliability }: Evaluation) {
  return reliabilityDiagram(
    reliability,
    {
      x: t('model.reliability.x'),
      y: t('model.reliability.y'),
      alt: (gap) => t('model.reliability.alt', gap),
      range: (range) => t('model.reliability.range', range),
    },
    format,
  );
}

/** How many answers are wrong when unsure ones are left out. Null where that was not measured. */
export function riskCoveragePlot({ t, format }: PageContext, { riskCoverage, riskCoverageArea }: Evaluation) {
  const curve = riskCoverageCurve(
    riskCoverage ?? [],
    {
      x: t('model.riskCoverage.x'),
      y: t('model.riskCoverage.y'),
      alt: (ends) => t('model.riskCoverage.alt', ends),
    },
    format,
  );
  const area =
    riskCoverageArea === null
      ? null
      : t('model.riskCoverage.area', { area: format.decimal(riskCoverageArea, 3) });
  return curve && { ...curve, area };
}

/** Thresholds of the malignant sum, drawn and as a table. Null where they were not measured. */
export function malignantPlot({ t, format }: PageContext, { malignantOperatingPoints: points }: Evaluation) {
  if (!points || points.length === 0) return null;
  const percent = (fraction: number) => format.percent(fraction, 0);
  const interval = ({ low, high }: Estimate) =>
    t('model.perClass.range', { low: percent(low), high: percent(high) });
  const rows = points.map(({ at, asked, threshold, sensitivity, specificity }, index) => ({
    label: letter(index),
    asked: t(`model.malignant.asked.${at}`, { share: percent(asked) }),
    threshold: threshold === null ? t('model.unknownValue') : format.decimal(threshold, 3),
    sensitivity: percent(sensitivity.value),
    sensitivity95: interval(sensitivity),
    specificity: percent(specificity.value),
    specificity95: interval(specificity),
    falseAlarms: percent(1 - specificity.value),
  }));
  return {
    rows,
    plot: rocCurve(
      {
        points: [],
        marks: points.map(({ sensitivity, specificity }, index) => ({
          sensitivity: sensitivity.value,
          specificity: specificity.value,
          label: letter(index),
        })),
      },
      {
        title: null,
        x: t('model.malignant.x'),
        y: t('model.malignant.y'),
        alt: t('model.malignant.alt', {
          points: rows
            .map(({ label, sensitivity, falseAlarms }) =>
              t('model.malignant.altPoint', { label, sensitivity, falseAlarms }),
            )
            .join(' '),
        }),
      },
      format,
    ),
  };
}

/** A, B, C, … by which drawing and table name the same point. */
function letter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + (index % 26));
}

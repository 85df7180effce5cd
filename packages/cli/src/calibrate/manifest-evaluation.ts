import type {
  ClassEvaluation,
  Evaluation,
  Interval,
  ManifestOperatingPoint,
  ManifestRiskCoveragePoint,
} from '@slc/domain';
import type { EvaluationFigures, MalignantFigures } from '@slc/evaluation';

/** What a manifest says of a data set beside the figures. */
export type EvaluatedData = Pick<Evaluation, 'dataset' | 'splitBy'>;

/** Figures as a manifest has them: with four digits, a curve of few points, and no intervals that no page shows. */
export function manifestEvaluation(figures: EvaluationFigures, data: EvaluatedData): Evaluation {
  const { accuracy, balancedAccuracy, macroF1, nll, ece, malignant, riskCoverage } = figures;
  return {
    dataset: data.dataset,
    images: figures.images,
    splitBy: data.splitBy,
    temperature: figures.temperature,
    accuracy: rounded(accuracy.value),
    accuracy95: interval(accuracy),
    balancedAccuracy: rounded(balancedAccuracy.value),
    balancedAccuracy95: interval(balancedAccuracy),
    macroF1: rounded(macroF1.value),
    nll: rounded(nll.after.value),
    nllBeforeTemperature: rounded(nll.before.value),
    ece: rounded(ece.after),
    eceBeforeTemperature: rounded(ece.before),
    malignantRocAuc: roundedOrNull(malignant?.rocAuc),
    malignantRocAuc95: malignant?.rocAuc ? interval(malignant.rocAuc) : null,
    malignantOperatingPoints: malignant && operatingPoints(malignant),
    riskCoverage: thinned(riskCoverage.curve),
    riskCoverageArea: rounded(riskCoverage.area.value),
    verdicts: figures.verdicts?.map(({ verdict, images, right }) => ({ verdict, images, right })) ?? null,
    perClass: figures.perClass.map(
      (row): ClassEvaluation => ({
        class: row.class,
        precision: roundedOrNull(row.precision),
        recall: roundedOrNull(row.recall),
        recall95: row.recall && interval(row.recall),
        f1: roundedOrNull(row.f1),
        support: row.support,
        rocAuc: roundedOrNull(row.rocAuc),
      }),
    ),
    confusionMatrix: figures.confusionMatrix.counts,
    reliability: figures.reliability.after.map(({ from, to, count, confidence, accuracy: right }) => ({
      ...{ from: rounded(from), to: rounded(to), count },
      ...{ confidence: rounded(confidence), accuracy: rounded(right.value) },
    })),
  };
}

function operatingPoints({ operatingPoints: points }: MalignantFigures): ManifestOperatingPoint[] {
  return points.flatMap(({ figure, atLeast, threshold, sensitivity, specificity }) => {
    if (!sensitivity || !specificity) return [];
    const estimate = (figures: Interval & { readonly value: number }) => ({
      value: rounded(figures.value),
      ...interval(figures),
    });
    return [
      {
        at: figure,
        asked: atLeast,
        threshold: threshold === null ? null : rounded(threshold),
        sensitivity: estimate(sensitivity),
        specificity: estimate(specificity),
      },
    ];
  });
}

const CURVE_STEPS = 20;

/** The first point, and the first in each further twentieth of the images: coverage rises, also after rounding. */
function thinned(curve: EvaluationFigures['riskCoverage']['curve']): ManifestRiskCoveragePoint[] {
  const points: ManifestRiskCoveragePoint[] = [];
  let next = 0;
  for (const point of curve) {
    const coverage = rounded(point.coverage);
    const step = Math.floor(coverage * CURVE_STEPS);
    if (step < next) continue;
    next = step + 1;
    points.push({ coverage, risk: rounded(point.risk) });
  }
  return points;
}

export function rounded(value: number): number {
  return Number(value.toFixed(4));
}

function roundedOrNull(figure: { readonly value: number } | null | undefined): number | null {
  return figure ? rounded(figure.value) : null;
}

function interval({ low, high }: Interval): Interval {
  return { low: rounded(low), high: rounded(high) };
}

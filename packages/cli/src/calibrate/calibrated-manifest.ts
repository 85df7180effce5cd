import { type Evaluation, encodeManifest, type ModelManifest, parseManifest } from '@slc/domain';
import { verdictShares } from '@slc/evaluation';
import { isSameTable } from '../digest-of-table.js';
import {
  goldenAnswersAt,
  roundedUp,
  sourceAt,
  storedPredictionSet,
} from '../written-model/manifest-parts.js';
import { OUTLIERS_FILE } from '../written-model/output-folder.js';
import type { Fit } from './fit-protocol.js';
import { manifestEvaluation } from './manifest-evaluation.js';

export interface CalibratedParts {
  /** Such as the manifest itself; `dataset` names it in the evaluation too. */
  readonly calibratedOn: NonNullable<ModelManifest['calibratedOn']>;
  readonly fit: Fit;
  /** Path of the weights relative to the new manifest, where they are not on the Hub. */
  readonly weightsFile: string;
  /** Path of the old manifest's folder relative to the new manifest. */
  readonly oldFolder: string;
  /** Of the file of the outlier detector; null where there is none. */
  readonly outliersFile: { readonly sizeBytes: number; readonly sha256: string } | null;
}

/**
 * The manifest of a model after a calibration: its temperature, prediction sets and outlier scores, and the figures that were
 * measured on images held out of the fits. An evaluation of the same data set, or of the same table under another name, is
 * replaced, else one is appended.
 *
 * @throws SlcError `invalid_model` where that is no valid manifest
 */
export function calibratedManifest(old: ModelManifest, parts: CalibratedParts): ModelManifest {
  const { predictionSet: _, outliers: __, precisions, ...kept } = encodeManifest(old);
  const { calibratedOn, fit } = parts;
  const { fitted, isTemperatureFitted } = fit.calibration;
  const evaluations = withEvaluation(old, parts);
  const outliers = outliersOf(parts);
  return parseManifest({
    ...kept,
    source: sourceAt(old.source, parts.weightsFile),
    ...goldenAnswersAt(old, parts.oldFolder),
    temperature: {
      value: fitted.temperature,
      fittedOn: isTemperatureFitted
        ? FITTED_ON.en(calibratedOn.images, calibratedOn.dataset, old.preprocessing.views)
        : old.temperature.fittedOn,
    },
    predictionSet: storedPredictionSet(fitted.predictionSet, fit.calibration.heldOut.coverage),
    ...(outliers && { outliers }),
    ...(precisions && { precisions: withOutliers(precisions, outliers) }),
    calibratedOn,
    evaluations,
    translations: Object.fromEntries(
      Object.entries(old.translations).map(([language, texts]) => {
        const evaluationDatasets = evaluations.map(({ dataset }) => {
          const before = old.evaluations.findIndex((evaluation) => evaluation.dataset === dataset);
          return texts.evaluationDatasets[before] ?? dataset;
        });
        const dataset =
          evaluationDatasets[indexOf(evaluations, calibratedOn.dataset)] ?? calibratedOn.dataset;
        // A page shows the English sentence where there is none in its language.
        const sentence = FITTED_ON[language]?.(calibratedOn.images, dataset, old.preprocessing.views) ?? null;
        const fittedOn = isTemperatureFitted ? sentence : texts.fittedOn;
        return [language, { ...texts, fittedOn, evaluationDatasets }];
      }),
    ),
  });
}

type Precisions = NonNullable<ReturnType<typeof encodeManifest>['precisions']>;

/** Limits at int8 hold for the detector that they were measured with. */
function withOutliers(precisions: Precisions, outliers: ModelManifest['outliers'] | null): Precisions {
  const { int8, ...others } = precisions;
  if (!int8?.outliers || int8.outliers.sha256 === outliers?.sha256) return precisions;
  const { outliers: _, ...kept } = int8;
  return { ...others, int8: kept };
}

type FittedOn = (images: number, dataset: string, views: number) => string;

/** What the temperature was fitted on, by language; the numbers are the same in each. */
const FITTED_ON: { readonly en: FittedOn } & Readonly<Record<string, FittedOn>> = {
  en: (images, dataset, views) =>
    `${images} images (${dataset})${views > 1 ? `, with ${views} views` : ''}, by negative log-likelihood`,
  es: (images, dataset, views) =>
    `${images} imágenes (${dataset})${views > 1 ? `, con ${views} vistas` : ''}, por log-verosimilitud negativa`,
};

function withEvaluation(old: ModelManifest, { calibratedOn, fit }: CalibratedParts): readonly Evaluation[] {
  const { dataset } = calibratedOn;
  const { evaluations: earlier } = old;
  const named = indexOf(earlier, dataset);
  const at =
    named === -1 && isSameTable(old, calibratedOn) ? indexOf(earlier, old.calibratedOn.dataset) : named;
  // Only the people who made the model know how its training and these images were split.
  const measured = manifestEvaluation(fit.after, {
    dataset,
    splitBy: earlier[at]?.splitBy ?? null,
  });
  // What has been measured before was so at the temperature of then.
  const evaluations = earlier.map(
    (evaluation): Evaluation => ({
      ...evaluation,
      temperature: evaluation.temperature ?? old.temperature.value,
    }),
  );
  return at === -1 ? [...evaluations, measured] : evaluations.with(at, measured);
}

function indexOf(evaluations: readonly Evaluation[], dataset: string): number {
  return evaluations.findIndex((evaluation) => evaluation.dataset === dataset);
}

function outliersOf({ fit, outliersFile }: CalibratedParts): ModelManifest['outliers'] | null {
  const { fitted, heldOut } = fit.calibration;
  if (!outliersFile || !fitted.outliers || !heldOut.outliers) return null;
  const { genuine, wrongSort } = heldOut.outliers;
  const counts = ({ scores, undecided, unusable }: typeof genuine) => ({
    images: scores.length,
    undecided,
    unusable,
  });
  return {
    file: OUTLIERS_FILE,
    ...outliersFile,
    unusableFrom: roundedUp(fitted.outliers.unusableFrom, 3),
    heldOut: {
      genuine: counts(genuine),
      wrongSort: wrongSort && {
        ...counts(wrongSort),
        verdicts: verdictShares(heldOut.verdicts.wrongSort ?? []).map(({ verdict, images }) => ({
          verdict,
          images,
        })),
      },
    },
  };
}

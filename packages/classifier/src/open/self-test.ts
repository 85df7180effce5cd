import { calibrate, type ModelManifest, type Precision, SlcError } from '@slc/domain';
import { drawDisc, drawGradient, type Pixels, toGrey } from '@slc/image';
import { furthestAnswer, type GoldenPicture } from './golden-pictures.js';

/** |logit difference| that float32 arithmetic in another order explains; the largest measured is 9.6e-4 (packages/engine-tfjs/README.md). */
const LOGIT_TOLERANCE = 1e-3;

/** |logit difference| from the float32 CPU's that may be served. float16 has 11 bits: a network of fifty layers keeps fewer. */
export function logitTolerance(precision: Precision): number {
  return precision === 'float16' ? 1e-2 : LOGIT_TOLERANCE;
}

/**
 * Whether two logits differ by no more than the tolerance, or, where they are larger than 100, by a hundredth of it for each
 * unit: float32 has 24 bits, and its rounding grows with the number.
 */
export function areWithin(tolerance: number, found: number, expected: number): boolean {
  return Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected) / 100);
}

const DRAWN_INPUTS: Readonly<Record<'gradient' | 'disc', (size: ModelManifest['input']) => Pixels>> = {
  gradient: drawGradient,
  disc: drawDisc,
};

export interface SelfTestOptions {
  /** How far a golden logit may be missed. */
  readonly tolerance?: number;
  readonly goldenPictures?: readonly GoldenPicture[];
}

/**
 * Proves that a model which is about to serve gives what its manifest says: the golden logits and answers where there are some;
 * in any case finite logits, one a class, whose probabilities sum to 1.
 *
 * @param infer one image of the model's input size to its logits
 * @throws SlcError `invalid_model` naming input, class, expected and found
 */
export async function selfTest(
  manifest: ModelManifest,
  infer: (image: Uint8Array) => Promise<Float32Array>,
  { tolerance = LOGIT_TOLERANCE, goldenPictures = [] }: SelfTestOptions = {},
): Promise<void> {
  const expectations =
    manifest.goldenLogits.length > 0 ? manifest.goldenLogits : [{ input: 'disc' as const, logits: null }];
  for (const { input, logits: expected } of expectations) {
    const drawn = DRAWN_INPUTS[input](manifest.input);
    const seen = manifest.preprocessing.channels === 'grey' ? toGrey(drawn) : drawn;
    const logits = await infer(seen.data);
    if (logits.length !== manifest.labels.length) {
      throw failure(input, `${manifest.labels.length} logits`, `${logits.length}`);
    }
    manifest.labels.forEach((label, i) => {
      const logit = logits[i] ?? Number.NaN;
      if (!Number.isFinite(logit)) throw failure(input, `a finite logit for ${label.id}`, `${logit}`);
      const golden = expected?.[i];
      if (golden !== undefined && !areWithin(tolerance, logit, golden)) {
        throw failure(input, `logit ${golden} for ${label.id}, within ${tolerance}`, `${logit}`);
      }
    });
    const sum = calibrate(logits, manifest.temperature.value).reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > 1e-6) throw failure(input, 'probabilities that sum to 1', `${sum}`);
  }
  for (const picture of goldenPictures) {
    assertAnswer(manifest, picture, calibrate(await infer(picture.pixels), 1));
  }
}

/**
 * |difference| of a probability from its author's. Two printed decimals are off by up to half of it; the other half is for another
 * decoder of JPEG, whose pixels differ by a level or two of 255. What these words name moves a probability by more.
 */
export const ANSWER_TOLERANCE = 0.01;

function assertAnswer({ labels }: ModelManifest, picture: GoldenPicture, ours: readonly number[]): void {
  const { index, difference, expected, found } = furthestAnswer(picture.probabilities, ours);
  if (difference <= ANSWER_TOLERANCE) return;
  const name = labels[index]?.id ?? index;
  const numbers = `expected probability ${expected} for ${name} as the model’s author has it, within ${ANSWER_TOLERANCE}, got ${found.toFixed(4)}`;
  throw new SlcError(
    'invalid_model',
    `golden answer of ${picture.file}: ${numbers}. Usual causes: the scaling of pixels (preprocessing.scale and offset), the order of channels (rgb or bgr), the order of the classes (labels), crop and resize`,
  );
}

function failure(input: string, expected: string, got: string): SlcError {
  return new SlcError('invalid_model', `self-test on the drawn ${input}: expected ${expected}, got ${got}`);
}

import { calibrate, type Normalisation } from '@slc/domain';
import { enlargeMap, type Pixels } from '@slc/image';

export interface ScoreCamOptions {
  /** The network's input. */
  readonly image: Pixels;
  /** (height, width, channels): the last spatial activations, of this image. */
  readonly activations: Activations;
  readonly preprocessing: Normalisation;
  /** The index of the class that is explained. */
  readonly classIndex: number;
  /** Pictures of the network's size to the logits of each. */
  infer(pictures: readonly Uint8Array[]): Promise<readonly ArrayLike<number>[]>;
}

export interface Activations {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** Of the Faster variant: forward passes beside that which gave the activations. */
export const SCORE_CAM_PASSES = 10;

/**
 * Score-CAM (Wang et al., "Score-CAM: Score-Weighted Visual Explanations", CVPR workshops 2020), in its Faster variant: of the
 * ten channels with the largest variance over the places, each is scaled to 0..1, enlarged and multiplied into the input. A
 * channel's weight is the softmax, over the ten, of the logit that the class has then.
 *
 * @returns (height, width): relu of the weighted sum of the channels, zero or more
 */
export async function scoreCam(options: ScoreCamOptions): Promise<Float64Array> {
  const { image, activations, preprocessing, classIndex, infer } = options;
  const channels = mostVaried(activations);
  const masks = channels.map((channel) =>
    enlargeMap({ ...activations, values: toUnitRange(channel) }, image),
  );
  const zeros = zeroLevels(image, preprocessing);
  const logits = await infer(masks.map((mask) => multiplied(image, mask, zeros)));
  const scores = logits.map((each) => each[classIndex] ?? Number.NaN);
  // Softmax, which is calibration at a temperature of 1.
  const weights = calibrate(scores, 1);
  return Float64Array.from({ length: activations.height * activations.width }, (_, place) => {
    const sum = channels.reduce((total, channel, k) => total + (weights[k] ?? 0) * (channel[place] ?? 0), 0);
    return Math.max(sum, 0);
  });
}

/** @returns of each of the channels (height, width); those that are the same everywhere show no place, and are left out */
function mostVaried({ height, width, channels, values }: Activations): readonly Float32Array[] {
  const places = height * width;
  return Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: places }, (_, place) => values[place * channels + c] ?? 0),
  )
    .map((channel) => ({ channel, variance: varianceOf(channel) }))
    .filter(({ variance }) => variance > 0)
    .sort((a, b) => b.variance - a.variance)
    .slice(0, SCORE_CAM_PASSES)
    .map(({ channel }) => channel);
}

function varianceOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function toUnitRange(channel: Float32Array): Float64Array {
  const low = channel.reduce((least, value) => Math.min(least, value));
  const high = channel.reduce((most, value) => Math.max(most, value));
  return Float64Array.from(channel, (value) => (value - low) / (high - low));
}

/**
 * The levels of red, green and blue that become 0 in the network. Where pictures are standardised that is the mean of this
 * one; the network then standardises the masked picture anew, so that its contrast is back.
 */
function zeroLevels({ data }: Pixels, { channels, scale, offset, standardise }: Normalisation): number[] {
  const ofColours = (values: number | readonly number[]) => {
    const each = typeof values === 'number' ? [values, values, values] : values;
    return channels === 'bgr' ? each.toReversed() : each;
  };
  const scales = ofColours(scale);
  const offsets = ofColours(offset);
  const normalised = (level: number, i: number) => level * (scales[i % 3] ?? 1) + (offsets[i % 3] ?? 0);
  const mean =
    standardise === 'image' ? data.reduce((sum, level, i) => sum + normalised(level, i), 0) / data.length : 0;
  return scales.map((each, c) => (mean - (offsets[c] ?? 0)) / each);
}

/**
 * The picture whose normalised values are `mask` times those of the image. The network takes whole levels and normalises
 * them itself, so what is multiplied is the distance from the level that becomes 0, and the result is rounded.
 *
 * @param zeros of red, green and blue
 */
function multiplied({ data }: Pixels, mask: Float64Array, zeros: readonly number[]): Uint8Array {
  return Uint8Array.from(data, (level, i) => {
    const kept = mask[Math.floor(i / 3)] ?? 0;
    const zeroLevel = zeros[i % 3] ?? 0;
    return Math.min(Math.max(Math.round(zeroLevel + kept * (level - zeroLevel)), 0), 255);
  });
}

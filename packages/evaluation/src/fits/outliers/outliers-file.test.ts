import { describe, expect, it } from 'vitest';
import { type OutlierDetector, outlierScore } from './detector.js';
import { decodeOutliers, encodeOutliers } from './outliers-file.js';

const detector: OutlierDetector = {
  limits: { inside: 2, outside: 1.5, typicalWrongSort: -4, wrongSort: -0.5 },
  parts: {
    centre: Float64Array.from([1, 2, 3]),
    components: Float64Array.from([1, 0, 0, 0, 1, 0]),
    deviations: Float64Array.from([0.5, 0.25]),
    means: Float64Array.from([1, 2, -1, 0.5]),
    wrongSort: { weights: Float64Array.from([0.5, -1, 0.25]), bias: -2 },
  },
};
const withoutWrongSort: OutlierDetector = {
  limits: { ...detector.limits, typicalWrongSort: 0, wrongSort: Number.POSITIVE_INFINITY },
  parts: { ...detector.parts, wrongSort: null },
};

/** A file with one of its 32-bit words changed. */
function changed(word: number, write: (view: DataView, at: number) => void): Uint8Array {
  const bytes = encodeOutliers(detector);
  write(new DataView(bytes.buffer), 4 * word);
  return bytes;
}

const uint = (value: number) => (view: DataView, at: number) => view.setUint32(at, value, true);
const float = (value: number) => (view: DataView, at: number) => view.setFloat32(at, value, true);

describe('the outliers file', () => {
  it.each([
    ['with', detector],
    ['without', withoutWrongSort],
  ])('comes back as it was, %s a linear detector', (_, original) => {
    // A view into a larger buffer, at an offset that no float32 array may have.
    const bytes = encodeOutliers(original);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const decoded = decodeOutliers(shifted.subarray(1), 3);
    expect(encodeOutliers(decoded)).toEqual(bytes);
    const embedding = Float32Array.from([1.5, 2, 6]);
    expect(outlierScore(decoded, embedding)).toBe(outlierScore(original, embedding));
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['is empty', new Uint8Array(0), /begin with "SLCO"/],
    ['is something else', changed(0, uint(0x46445025)), /begin with "SLCO"/],
    ['is of a later version', changed(1, uint(2)), /expected version 1, got 2/],
    ['is for another model', changed(2, uint(4)), /embeddings of 3 numbers, it is for 4/],
    ['says it has no component', changed(3, uint(0)), /components: expected 1 to 1024, got 0/],
    ['says it has four thousand million', changed(3, uint(2 ** 32 - 1)), /components: expected 1 to 1024/],
    ['says it has too many means', changed(4, uint(5_000)), /means: expected 1 to 1000, got 5000/],
    ['says neither yes nor no', changed(5, uint(2)), /linear detector: expected 0 or 1, got 2/],
    ['is cut off', encodeOutliers(detector).subarray(0, -4), /expected 116 bytes .*, got 112/],
    ['is too long', Uint8Array.from([...encodeOutliers(detector), 0]), /expected 116 bytes .*, got 117/],
    ['has a limit of 0', changed(6, float(0)), /expected limits above 0/],
    ['has a limit without end', changed(7, float(Number.POSITIVE_INFINITY)), /expected limits above 0/],
    ['has its limit below what is typical', changed(9, float(-5)), /expected limits above 0/],
    ['has a number that is none', changed(11, float(Number.NaN)), /centre\[1\]: expected a finite number/],
    ['has a deviation of 0', changed(19, float(0)), /expected deviations above 0/],
  ])('is refused when it %s', (_, bytes, message) => {
    expect(() => decodeOutliers(bytes, 3)).toThrow(
      expect.objectContaining({ code: 'invalid_model', message: expect.stringMatching(message) }),
    );
  });
});

import { SlcError } from '@slc/domain';
import type { OutlierDetector, OutlierLimits } from './detector.js';

/**
 * Little endian. The header, 32-bit whole numbers: magic, version, embedding length D, components C, means M, 1 where the linear
 * detector is there or 0. Then float32: the limits (inside, outside, typical and limit of the wrong sort), centre (D),
 * components (C, D), deviations (C), means (M, C), and the detector's weights (D) and bias.
 */
const MAGIC = 0x4f434c53; // "SLCO"
const VERSION = 1;
const HEADER_WORDS = 6;
const LIMITS = 4;

/** Larger sizes are no embedding's: they bound what a hostile file can make us read. */
const LARGEST = { length: 65_536, components: 1_024, means: 1_000 };

/** @returns the whole file; numbers are rounded to float32 */
export function encodeOutliers({ parts, limits }: OutlierDetector): Uint8Array {
  const { centre, components, deviations, means, wrongSort } = parts;
  const header = [
    MAGIC,
    VERSION,
    centre.length,
    deviations.length,
    means.length / deviations.length,
    wrongSort ? 1 : 0,
  ];
  const numbers: Iterable<number>[] = [
    [limits.inside, limits.outside, limits.typicalWrongSort, limits.wrongSort],
    centre,
    components,
    deviations,
    means,
    ...(wrongSort ? [wrongSort.weights, [wrongSort.bias]] : []),
  ];
  const values = numbers.flatMap((part) => [...part]);
  const view = new DataView(new ArrayBuffer(4 * (header.length + values.length)));
  for (const [i, word] of header.entries()) view.setUint32(4 * i, word, true);
  for (const [i, value] of values.entries()) view.setFloat32(4 * (header.length + i), value, true);
  return new Uint8Array(view.buffer);
}

/**
 * @param bytes the whole file
 * @param embeddingLength of the model that it is for
 * @throws SlcError `invalid_model` saying what is wrong with it
 */
export function decodeOutliers(bytes: Uint8Array, embeddingLength: number): OutlierDetector {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length, components, means, hasWrongSort } = readHeader(view);
  if (length !== embeddingLength) {
    throw invalid(`expected it for embeddings of ${embeddingLength} numbers, it is for ${length}`);
  }
  const count =
    LIMITS + length + components * length + components + means * components + hasWrongSort * (length + 1);
  const size = 4 * (HEADER_WORDS + count);
  if (bytes.byteLength !== size) {
    throw invalid(`expected ${size} bytes as its header says, got ${bytes.byteLength}`);
  }
  const numbers = Float32Array.from({ length: count }, (_, i) =>
    view.getFloat32(4 * (HEADER_WORDS + i), true),
  );
  let position = 0;
  const take = (amount: number) => {
    position += amount;
    return numbers.subarray(position - amount, position);
  };
  const detector = {
    limits: readLimits(take(LIMITS), hasWrongSort === 1),
    parts: {
      centre: finite('centre', take(length)),
      components: finite('components', take(components * length)),
      deviations: finite('deviations', take(components)),
      means: finite('means', take(means * components)),
      wrongSort: hasWrongSort
        ? { weights: finite('weights', take(length)), bias: finite('bias', take(1))[0] as number }
        : null,
    },
  };
  if (!detector.parts.deviations.every((deviation) => deviation > 0)) {
    throw invalid('expected deviations above 0');
  }
  return detector;
}

function readHeader(view: DataView) {
  if (view.byteLength < 4 * HEADER_WORDS || view.getUint32(0, true) !== MAGIC) {
    throw invalid('expected it to begin with "SLCO" and five sizes');
  }
  const word = (i: number) => view.getUint32(4 * i, true);
  if (word(1) !== VERSION) throw invalid(`expected version ${VERSION}, got ${word(1)}`);
  const sizes = { length: word(2), components: word(3), means: word(4) };
  for (const [name, value] of Object.entries(sizes) as [keyof typeof LARGEST, number][]) {
    if (value < 1 || value > LARGEST[name]) {
      throw invalid(`${name}: expected 1 to ${LARGEST[name]}, got ${value}`);
    }
  }
  if (word(5) > 1) throw invalid(`linear detector: expected 0 or 1, got ${word(5)}`);
  return { ...sizes, hasWrongSort: word(5) };
}

function readLimits(numbers: Float32Array, hasWrongSort: boolean): OutlierLimits {
  // Safe: there are as many numbers as limits.
  const [inside, outside, typicalWrongSort, wrongSort] = [...numbers] as [number, number, number, number];
  const areDistances = inside > 0 && outside > 0 && Number.isFinite(inside) && Number.isFinite(outside);
  const areOdds =
    Number.isFinite(typicalWrongSort) &&
    wrongSort > typicalWrongSort &&
    Number.isFinite(wrongSort) === hasWrongSort;
  if (!areDistances || !areOdds)
    throw invalid('expected limits above 0, finite where there is something to limit');
  return { inside, outside, typicalWrongSort, wrongSort };
}

function finite(what: string, values: Float32Array): Float32Array {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) throw invalid(`${what}[${bad}]: expected a finite number, got ${values[bad]}`);
  return values;
}

function invalid(fault: string): SlcError {
  return new SlcError('invalid_model', `outliers file: ${fault}`);
}

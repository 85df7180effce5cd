import { type LayerGraph, shapesOf, type Tensor } from '@slc/layer-graph';

/*
 * TensorFlow.js has no compiled form of its own: the file is the checked graph with its weights, and an engine makes its
 * closures when it opens the file. Little-endian:
 *
 *   8 bytes   `slcgraph`
 *   4 bytes   length of the JSON
 *   JSON      the graph, each Float32Array as {"floats": [first, count]}; layers may share one; padded with spaces to a multiple of 4
 *   the rest  all the floats
 */

const MAGIC = 'slcgraph';
const PRELUDE_BYTES = MAGIC.length + 4;

/**
 * Compiles a layer graph to the form that this package's engines open.
 *
 * @returns the file in chunks, which refer to the graph's weights and copy none
 * @throws SlcError `invalid_model` for a graph that does not fit together
 */
export function writeGraphFile(graph: LayerGraph): readonly Uint8Array[] {
  shapesOf(graph);
  const weights: Float32Array[] = [];
  const written = new Map<Tensor, Reference>();
  let floats = 0;
  const refer = (values: Float32Array): Reference => {
    const first = floats;
    weights.push(values);
    floats += values.length;
    return { floats: [first, values.length] };
  };
  const json = JSON.stringify(graph, (_, value: unknown) => {
    if (value instanceof Float32Array) return refer(value);
    if (isTensor(value)) {
      // A tensor that two layers share is written once; its values may be computed at each access.
      const reference = written.get(value) ?? refer(value.data);
      written.set(value, reference);
      return { shape: value.shape, data: reference };
    }
    // JSON has no infinity, which is the bound of an activation that has none.
    return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
  });
  const text = new TextEncoder().encode(json);
  const head = new Uint8Array(Math.ceil((PRELUDE_BYTES + text.length) / 4) * 4).fill(SPACE);
  head.set(new TextEncoder().encode(MAGIC));
  new DataView(head.buffer).setUint32(MAGIC.length, head.length - PRELUDE_BYTES, true);
  head.set(text, PRELUDE_BYTES);
  return [head, ...weights.map((data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

/**
 * @param bytes the whole file; the graph's weights refer to them
 * @throws TypeError when they are not such a file, or end before the weights do
 */
export function readGraphFile(bytes: Uint8Array): LayerGraph {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = new TextDecoder().decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < PRELUDE_BYTES) {
    throw new TypeError(`compiled model: expected a file that begins with ${MAGIC}`);
  }
  const floatsAt = PRELUDE_BYTES + view.getUint32(MAGIC.length, true);
  if (floatsAt > bytes.length) throw cutOff(floatsAt, bytes.length);
  const json = new TextDecoder().decode(bytes.subarray(PRELUDE_BYTES, floatsAt));
  const views = new Map<string, Float32Array>();
  // Written by `writeGraphFile`, in the compiling process; its digest was checked before it got here.
  return JSON.parse(json, (_, value: unknown) => {
    if (isReference(value)) {
      const [first, count] = value.floats;
      const end = floatsAt + (first + count) * Float32Array.BYTES_PER_ELEMENT;
      if (end > bytes.length) throw cutOff(end, bytes.length);
      const view =
        views.get(`${value.floats}`) ??
        new Float32Array(bytes.buffer, bytes.byteOffset + floatsAt + first * 4, count);
      views.set(`${value.floats}`, view);
      return view;
    }
    return isNumber(value) ? Number(value.number) : value;
  }) as LayerGraph;
}

const SPACE = 0x20;

interface Reference {
  readonly floats: readonly [first: number, count: number];
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'floats' in value;
}

function isNumber(value: unknown): value is { number: string } {
  return typeof value === 'object' && value !== null && 'number' in value;
}

function cutOff(expected: number, got: number): TypeError {
  return new TypeError(`compiled model: expected ${expected} bytes or more, got ${got}`);
}

import { ELEMENT_TYPE, type OnnxGraph, type OnnxNode } from '@slc/onnx-file';

/** The numbers that a value is made of; values of bytes, truths and whole numbers have no kind. */
type Kind = 'half' | 'single';

const ELEMENT_TYPES: Readonly<Record<Kind, number>> = {
  half: ELEMENT_TYPE.float16,
  single: ELEMENT_TYPE.float32,
};

/** Sums over all pixels: float16 would lose what is added last, or overflow. */
const SUMS = new Set(['GlobalAveragePool', 'ReduceMean', 'ReduceSum']);

/** Operators whose value is a truth. */
const TRUTHS = new Set(['Greater']);

/**
 * The same graph in float16, from the first convolution on. What is computed of a sum over all pixels, such as the head, stays
 * float32 until it meets an image again: it costs next to nothing, and logits of 16 have steps of 0.016 in float16. Inputs and
 * outputs stay float32 too. Constants are converted by onnxruntime when it opens the file.
 *
 * @param constants names of the float32 constants
 */
export function inFloat16(graph: OnnxGraph, constants: ReadonlySet<string>): OnnxGraph {
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const kinds = new Map<string, Kind>([...constants].map((name) => [name, 'single']));
  const nodes: OnnxNode[] = [];
  const converted = new Set<string>();

  /** @returns the name of the value as this kind, which is converted once */
  function as(name: string, kind: Kind): string {
    const own = kinds.get(name);
    if (own === undefined || own === kind) return name;
    const other = `${name}@${kind}`;
    if (!converted.has(other)) nodes.push(cast(name, other, kind));
    converted.add(other);
    return other;
  }

  for (const node of graph.nodes) {
    const { name, operator, inputs } = node;
    const kind = kindOf(
      node,
      inputs.filter((input) => !constants.has(input)).flatMap((input) => kinds.get(input) ?? []),
    );
    // Resize takes its third input, the factors, in float32 alone.
    const read = inputs.map((input, i) => (operator === 'Resize' && i === 2 ? input : as(input, kind)));
    if (TRUTHS.has(operator)) nodes.push({ ...node, inputs: read });
    else if (kind === 'half' && isOutput.has(name)) {
      converted.add(`${name}@half`);
      nodes.push({ ...node, inputs: read, name: `${name}@half` }, cast(`${name}@half`, name, 'single'));
      kinds.set(name, 'single');
    } else {
      nodes.push({ ...node, inputs: read });
      kinds.set(name, kind);
    }
  }
  return { ...graph, nodes };
}

/** @param inputs kinds of what the node reads beside constants */
function kindOf({ operator }: OnnxNode, inputs: readonly Kind[]): Kind {
  if (SUMS.has(operator)) return 'single';
  if (operator === 'Conv') return 'half';
  return inputs.every((kind) => kind === 'single') ? 'single' : 'half';
}

function cast(from: string, name: string, kind: Kind): OnnxNode {
  return { operator: 'Cast', name, inputs: [from], attributes: { to: ELEMENT_TYPES[kind] } };
}

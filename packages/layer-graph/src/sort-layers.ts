import { SlcError } from '@slc/domain';
import type { Layer } from './layer-graph.js';

/** The part of a layer that sorting reads. */
type GraphNode = Pick<Layer, 'name' | 'inputs'>;

/**
 * Orders layers so that each comes after its inputs, keeping only what the outputs need (Kahn's algorithm).
 *
 * @throws SlcError `invalid_model` for a name used twice, an input that does not exist, or a cycle
 */
export function sortLayers<Node extends GraphNode>(
  layers: readonly Node[],
  outputs: readonly string[],
): Node[] {
  const byName = new Map<string, Node>();
  for (const layer of layers) {
    if (byName.has(layer.name)) throw invalid(`layer ${layer.name}: the name is used twice`);
    byName.set(layer.name, layer);
  }
  const needed = neededLayers(byName, outputs);

  const missingInputs = new Map([...needed].map((layer) => [layer.name, new Set(layer.inputs).size]));
  const consumers = new Map([...needed].map(({ name }): [string, Node[]] => [name, []]));
  for (const layer of needed) {
    for (const input of new Set(layer.inputs)) consumers.get(input)?.push(layer);
  }

  const sorted = layers.filter((layer) => needed.has(layer) && layer.inputs.length === 0);
  // `sorted` grows while it is walked: each layer is appended when the last of its inputs has been passed.
  for (const layer of sorted) {
    for (const consumer of consumers.get(layer.name) ?? []) {
      const missing = (missingInputs.get(consumer.name) ?? 0) - 1;
      missingInputs.set(consumer.name, missing);
      if (missing === 0) sorted.push(consumer);
    }
  }
  if (sorted.length !== needed.size) {
    const stuck = [...needed].find((layer) => !sorted.includes(layer));
    throw invalid(`layer ${stuck?.name}: takes part in a cycle`);
  }
  return sorted;
}

function neededLayers<Node extends GraphNode>(
  byName: ReadonlyMap<string, Node>,
  outputs: readonly string[],
): Set<Node> {
  const find = (name: string, message: string) => {
    const layer = byName.get(name);
    if (!layer) throw invalid(message);
    return layer;
  };
  const needed = new Set(outputs.map((output) => find(output, `output ${output}: no layer has this name`)));
  // A Set may grow while it is walked.
  for (const { name, inputs } of needed) {
    for (const input of inputs) needed.add(find(input, `layer ${name}: its input ${input} does not exist`));
  }
  return needed;
}

function invalid(message: string): SlcError {
  return new SlcError('invalid_model', message);
}

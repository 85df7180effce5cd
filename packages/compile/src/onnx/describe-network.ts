import { type Found, shown } from '@slc/domain';
import { METADATA_KEYS } from '@slc/models';
import type { Head, Network, PictureInput } from '@slc/onnx-file';
import type { ModelDescription } from '../compile-protocol.js';
import type { Examined } from './examine-network.js';
import type { SettledBatch } from './settle-batch.js';

export interface DescribedParts {
  readonly network: Network;
  readonly input: PictureInput;
  readonly head: Head;
  readonly examined: Examined;
  readonly batch: SettledBatch;
  readonly externalFiles: NonNullable<ModelDescription['onnx']>['externalFiles'];
  readonly said: Found;
}

type Described = Omit<ModelDescription, 'hasClassMaps' | 'compiledSha256' | 'mapsSha256'>;

/** Of those that are shown. */
const MOST_OUTPUTS = 64;

/** Holds what onnxruntime says, which quotes the file. */
const LONGEST_REASON = 600;

/** What reading and trying an ONNX file showed. The file's own words are for people: none is long, and each can be read. */
export function describeNetwork({
  network,
  input,
  head,
  examined,
  batch,
  externalFiles,
  said,
}: DescribedParts): Described {
  const { file } = network;
  const { outputs, outputShape, classes, map } = examined;
  const needed = network.neededFor([outputs.logits.value]);
  return {
    inputShape: [input.height, input.width, input.channels],
    takesWholeNumbers: input.isWhole,
    outputShape: [...outputShape],
    classes,
    embeddingLength: outputs.embedding?.length ?? null,
    mapSize: map && { height: map.height, width: map.width },
    finalActivation: finalActivationOf(head, examined),
    ownScaling: input.isWhole ? 'pixels' : null,
    // Several sigmoids are labels of which a picture may have more than one.
    givesLogits: head.finalActivation !== 'sigmoid' || outputs.logits.units === 1,
    layerCounts: countOperators(needed.map(({ operator }) => operator)),
    parameters: network.parametersOf(needed),
    onnx: {
      producer: shown(`${file.producer.name} ${file.producer.version}`.trim()),
      irVersion: file.irVersion,
      opset: file.opsets.get('') ?? 0,
      input: { name: shown(input.name), layout: input.layout, batch: input.declaredBatch },
      said,
      outputs: file.outputs.slice(0, MOST_OUTPUTS).map(({ name }) => shown(name)),
      batch: { kind: batch.kind, reason: shown(batch.reason, LONGEST_REASON) },
      hasOwnPrecision: network.isQuantised() || network.hasHalves(),
      externalFiles: [...externalFiles],
    },
  };
}

function finalActivationOf({ finalActivation }: Head, { outputs }: Examined): string {
  if (outputs.logits.of === 'probabilities') return 'probabilities, whose log(p) serve as logits';
  return finalActivation;
}

/** Longer words than these name no classes. */
const LONGEST_WORDS = 65_536;

/** What the model's manifest is made of when it has none. */
export function keptMetadata(metadata: ReadonlyMap<string, string>): Record<string, string> {
  const kept = METADATA_KEYS.flatMap((key): [string, string][] => {
    const value = metadata.get(key);
    return value === undefined || value.length > LONGEST_WORDS ? [] : [[key, value]];
  });
  return Object.fromEntries(kept);
}

export function countOperators(operators: readonly string[]): Record<string, number> {
  // A file may call an operator `constructor`, which every object has.
  const counts = new Map<string, number>();
  for (const operator of operators) {
    const name = shown(operator);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

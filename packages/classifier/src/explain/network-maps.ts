import { type ExplanationMethod, type OutputName, SlcError } from '@slc/domain';

/** What a network can give for an explanation. */
export interface NetworkMaps {
  /** Places of the last spatial activations, and so of each map; null where the network has no such activations. */
  readonly size: MapSize | null;
  /** Whether it gives `gradCam` and `hiResCam`: its head is made of layers whose derivative is known. */
  readonly hasClassMaps: boolean;
}

export interface MapSize {
  readonly height: number;
  readonly width: number;
}

/** What each method asks the network for, beside the logits. */
export const OUTPUT_OF_METHOD = {
  'grad-cam': 'gradCam',
  hirescam: 'hiResCam',
  'score-cam': 'activations',
} as const satisfies Readonly<Record<ExplanationMethod, OutputName>>;

/**
 * @param modelId for the message
 * @throws SlcError `unsupported_model` where the network has none to give by this method
 */
export function mapSizeOf(
  { size, hasClassMaps }: NetworkMaps,
  method: ExplanationMethod,
  modelId: string,
): MapSize {
  if (!size) {
    const message = `explain: model ${modelId} has no spatial activations before its head, so no map can be made of its answers`;
    throw new SlcError('unsupported_model', message);
  }
  if (method !== 'score-cam' && !hasClassMaps) {
    const message = `explain: model ${modelId} has a head whose derivative is not known, so ${method} cannot be made of it; score-cam can`;
    throw new SlcError('unsupported_model', message);
  }
  return size;
}

import type { Preprocessing } from '@slc/domain';

/** ImageNet's mean and deviation of red, green and blue, of values from 0 to 1: what torchvision and timm train with unless told otherwise. */
const IMAGENET_MEAN = [0.485, 0.456, 0.406] as const;
const IMAGENET_DEVIATION = [0.229, 0.224, 0.225] as const;

/** How the usual trainings bring pixels (0..255) to a network's range, by the names that commands take. */
export const SCALINGS = {
  /** To -1..1, as the original application does: pixel / 127.5 - 1. */
  original: { scale: 2 / 255, offset: -1 },
  /** As they are: the network's own first layers scale, which is Keras's convention. */
  none: { scale: 1, offset: 0 },
  /** To 0..1: pixel / 255. */
  unit: { scale: 1 / 255, offset: 0 },
  /** To ImageNet's mean and deviation, which is PyTorch's convention. */
  imagenet: {
    scale: IMAGENET_DEVIATION.map((deviation) => 1 / (255 * deviation)) as [number, number, number],
    offset: IMAGENET_MEAN.map((mean, i) => -mean / (IMAGENET_DEVIATION[i] ?? 1)) as [number, number, number],
  },
} as const satisfies Record<string, Pick<Preprocessing, 'scale' | 'offset'>>;

export type Scaling = keyof typeof SCALINGS;

/** What a network's first layers say: they scale pixels themselves, or only make sense of 0..1, or nothing. */
export type OwnScaling = 'pixels' | 'unit' | null;

/**
 * The scaling of a network that nobody has described. Its own layers settle it where they scale pixels. Else it is a guess:
 * the better one where they only make sense of 0..1.
 */
export function scalingOfNetwork(ownScaling: OwnScaling): {
  readonly scaling: Scaling;
  readonly isGuess: boolean;
} {
  if (ownScaling === 'pixels') return { scaling: 'none', isGuess: false };
  return { scaling: ownScaling === 'unit' ? 'unit' : 'original', isGuess: true };
}

/**
 * The scaling of an ONNX file that nobody has described: a guess, where its input takes numbers with a fraction. Channels first is
 * PyTorch's layout, whose trainings standardise by ImageNet; channels last is TensorFlow's, where 0 to 1 is the usual range.
 */
export function normalisationOfOnnx({
  layout,
  channels,
  isWhole,
}: {
  readonly layout: 'channels-first' | 'channels-last';
  readonly channels: number;
  readonly isWhole: boolean;
}): Pick<Preprocessing, 'scale' | 'offset'> {
  if (isWhole) return SCALINGS.none;
  if (layout === 'channels-last' || channels !== 3) return SCALINGS.unit;
  return SCALINGS.imagenet;
}

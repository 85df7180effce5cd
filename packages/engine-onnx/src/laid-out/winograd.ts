import type { FileNode, FileTensor, OnnxNode } from '@slc/onnx-file';
import { copiedAttributes, NCHWC } from './nchwc.js';
import type { Planes, PlaneWriter, WeighedSum } from './planes.js';

// Winograd's minimal filtering F(4, 3): four neighbouring outputs of a filter of three taps from six products in place of twelve.
// Of six columns d and a filter g: y = A^T ((G g) * (B^T d)). The matrices are those of A. Lavin and S. Gray, Fast Algorithms for
// Convolutional Neural Networks, 2015, arXiv:1509.09308: of the points 0, 1, -1, 2, -2 and infinity.

/** G */
const FILTER_MATRIX = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
] as const;

/** Of the 3 x 3 kernels of a convolution. */
const TAPS = 3;

/**
 * The six kernels, each of one column, that a convolution's 3 x 3 kernels become.
 *
 * @param weights blocked: (outputs / block, inputs / block, 3, 3, block, block)
 * @returns blocked: (outputs / block, inputs / block, 3, 1, block, block) each
 */
export function transformedFilter(weights: Float32Array, blockSize: number): readonly Float32Array[] {
  const area = blockSize ** 2;
  return FILTER_MATRIX.map(([left, middle, right]) => {
    const transformed = new Float32Array(weights.length / TAPS);
    for (let row = 0; row < transformed.length; row += area) {
      const at = row * TAPS;
      for (let i = at; i < at + area; i++) {
        transformed[row + i - at] =
          left * (weights[i] ?? 0) + middle * (weights[i + area] ?? 0) + right * (weights[i + 2 * area] ?? 0);
      }
    }
    return transformed;
  });
}

/** The names of the six filters that a convolution's weights become. */
export function filterNames(weights: string): readonly string[] {
  return FILTER_MATRIX.map((_, i) => `@plane/${weights}/${i}`);
}

/** Of the six convolutions that each read a column of three pixels. */
const COLUMN = { kernel_shape: [3, 1], pads: [1, 0, 1, 0], strides: [1, 1], dilations: [1, 1], group: 1 };

/** A convolution of 3 x 3 pixels at a stride of one, and its weights. */
export interface Convolution {
  readonly node: FileNode;
  readonly weights: FileTensor;
}

/**
 * Writes the four planes of a convolution's result: A^T. What sums have in common is computed once, and what can be is added by
 * the convolution that comes last.
 */
export function writeFiltered(writer: PlaneWriter, { node, weights }: Convolution): void {
  const [input = '', , bias = '', residual = ''] = node.inputs;
  const [outputs = 0, channels = 0] = weights.dimensions;
  const kernels = filterNames(weights.name);
  const columns = transformedInput(writer, writer.planesOf(input), channels);
  const activation = copiedAttributes(node, ['activation', 'activation_params']);

  const product = (i: number, more: readonly string[] = [], attributes: OnnxNode['attributes'] = {}) =>
    writer.node('Conv', [columns[i] ?? '', kernels[i] ?? '', ...more], {
      attributes: { ...COLUMN, ...attributes },
      domain: NCHWC,
    });
  const times = (factor: number, plane: string, more: Pick<WeighedSum, 'plus' | 'attributes'>) =>
    writer.weigh({ plane, channels: outputs, taps: [factor], ...more });
  const added = residual === '' ? null : writer.planesOf(residual);
  const plusResidual = (value: string, plane: number) =>
    added ? writer.sum(value, added[plane] ?? '') : value;

  // Each output has the second product once: the bias comes with it.
  const [one, minusOne] = [product(1, bias === '' ? [] : [bias]), product(2)];
  const [oneEven, oneOdd] = [writer.sum(one, minusOne), writer.difference(one, minusOne)];
  const [two, minusTwo] = [product(3), product(4)];
  const [twoEven, twoOdd] = [writer.sum(two, minusTwo), writer.difference(two, minusTwo)];
  const last = times(8, twoOdd, { plus: plusResidual(oneOdd, 3) });
  writer.setPlanes(node.outputs[0] ?? '', [
    product(0, ['', plusResidual(writer.sum(oneEven, twoEven), 0)], activation),
    times(2, twoOdd, { plus: plusResidual(oneOdd, 1), attributes: activation }),
    times(4, twoEven, { plus: plusResidual(oneEven, 2), attributes: activation }),
    product(5, ['', last], activation),
  ]);
}

/** B^T d, of the six columns from the one before a tile of four to the one behind it. */
function transformedInput(
  writer: PlaneWriter,
  [first, second, third, fourth]: Planes,
  channels: number,
): readonly string[] {
  const weigh = (plane: string, taps: readonly number[], more: Pick<WeighedSum, 'before' | 'plus'> = {}) =>
    writer.weigh({ plane, channels, taps, ...more });
  const [thirdLess, fourthLess] = [
    weigh(first, [-4], { plus: third }),
    weigh(second, [-4], { plus: fourth }),
  ];
  const [inner, outer] = [writer.difference(third, first), writer.difference(fourth, second)];
  return [
    weigh(fourth, [4, 1], { plus: weigh(second, [-5]), before: 1 }),
    writer.sum(fourthLess, thirdLess),
    writer.difference(fourthLess, thirdLess),
    weigh(inner, [2], { plus: outer }),
    weigh(inner, [-2], { plus: outer }),
    weigh(first, [4, 1], { plus: weigh(third, [-5]) }),
  ];
}

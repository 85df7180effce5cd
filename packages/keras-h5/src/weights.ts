import { SlcError } from '@slc/domain';
import type { Shape, Tensor } from '@slc/layer-graph';
import type { H5File } from './h5-file.js';

/** The weights of one layer. Each must be taken once, so that none is silently left out. */
export interface LayerWeights {
  /** @throws SlcError `invalid_model` when it is missing, of another shape or not finite */
  take(name: string, shape: Shape): Tensor;
  /** @throws SlcError `unsupported_model` when the file has weights that nobody took */
  assertAllTaken(): void;
  /** How many numbers were taken. */
  readonly parametersTaken: number;
}

/** `weight_names` are like `stem_conv/kernel:0`; a layer asks for its weight by the last part, `kernel`. */
export function openLayerWeights(file: H5File, layer: string): LayerWeights {
  const group = `model_weights/${layer}`;
  const paths = new Map(
    (file.listAttribute(group, 'weight_names') ?? []).map((name) => [shortName(name), `${group}/${name}`]),
  );
  let parametersTaken = 0;
  return {
    get parametersTaken() {
      return parametersTaken;
    },
    take(name, shape) {
      const path = paths.get(name);
      if (path === undefined) {
        throw new SlcError(
          'invalid_model',
          `weight ${layer}/${name}: expected ${show(shape)}, the file has none`,
        );
      }
      paths.delete(name);
      const tensor = file.tensor(path);
      if (tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i])) {
        throw new SlcError(
          'invalid_model',
          `weight ${layer}/${name}: expected shape ${show(shape)}, file has ${show(tensor.shape)}`,
        );
      }
      const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
      if (bad !== -1) {
        throw new SlcError(
          'invalid_model',
          `weight ${layer}/${name}: expected finite values, value ${bad} is ${tensor.data[bad]}`,
        );
      }
      parametersTaken += tensor.data.length;
      return tensor;
    },
    assertAllTaken() {
      const [left] = paths.keys();
      if (left !== undefined) {
        throw new SlcError(
          'unsupported_model',
          `weight ${layer}/${left}: the file has it, and nothing uses it`,
        );
      }
    },
  };
}

function shortName(weightName: string): string {
  return (weightName.split('/').at(-1) ?? weightName).replace(/:0$/, '');
}

function show(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

import { lazyTensor, type Tensor } from '@slc/layer-graph';

/**
 * Turns a convolution kernel from Keras's layout into ONNX's.
 *
 * @param kernel (height, width, inputs, outputs)
 * @returns (outputs, inputs, height, width)
 */
export function toOutputFirst(kernel: Tensor): Tensor {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = kernel.shape;
  return lazyTensor([outputs, inputs, height, width], () => turn(kernel));
}

function turn({ shape, data }: Tensor): Float32Array {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = shape;
  const area = height * width;
  const result = new Float32Array(data.length);
  let read = 0;
  for (let position = 0; position < area; position++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        // In range: `read` walks all of `data` once, in its own order.
        result[(output * inputs + input) * area + position] = data[read++] as number;
      }
    }
  }
  return result;
}

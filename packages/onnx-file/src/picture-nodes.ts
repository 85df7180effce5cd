import { type Normalisation, SlcError } from '@slc/domain';
import type { PictureInput } from './picture-input.js';
import { PIXELS } from './value-names.js';
import { ELEMENT_TYPE, floatTensor, integerTensor, type OnnxNode } from './write/messages.js';
import type { Message } from './write/protobuf.js';

export interface PictureNodes {
  /** The last one gives the value that the network reads. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Message[];
}

/**
 * What stands between `@pixels`, uint8 (batch, height, width, 3) in RGB, and a network's own input: pixel * scale + offset in
 * the network's order of channels; then, where the manifest says so, each picture is standardised. Pixels are turned and put in
 * order while they are still bytes. All operators are the same in every opset from 8 on.
 *
 * @throws SlcError `invalid_model` where the manifest's channels are not the network's
 */
export function pictureNodes(input: PictureInput, normalisation: Normalisation): PictureNodes {
  assertChannels(input, normalisation);
  const way = new Way();
  if (isPlanar(input)) way.add({ operator: 'Transpose', what: 'turned', attributes: { perm: [0, 3, 1, 2] } });
  const order = orderOf(input, normalisation);
  if (order) {
    const axis = isPlanar(input) ? 1 : 3;
    way.add({
      operator: 'Gather',
      what: 'chosen',
      attributes: { axis },
      constant: (name) => integerTensor(name, order),
    });
  }
  if (!input.isWhole) {
    way.add({ operator: 'Cast', what: 'float', attributes: { to: ELEMENT_TYPE.float32 } });
    scale(way, input, normalisation);
    if (normalisation.standardise === 'image') standardise(way, input);
  }
  way.end(input);
  return way;
}

interface AddedNode {
  readonly operator: string;
  readonly what: string;
  readonly attributes?: OnnxNode['attributes'];
  /** Makes the constant that it reads last, under a name. */
  readonly constant?: (name: string) => Message;
}

/** A row of operators, of which each reads what the one before it gives. */
class Way implements PictureNodes {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Message[] = [];
  #value = PIXELS;

  /** @param inputs what it reads, if that is not what the last one gave. @returns the name of the value that it gives */
  add(
    { operator, what, attributes = {}, constant }: AddedNode,
    inputs: readonly string[] = [this.#value],
  ): string {
    const name = `${PIXELS}/${what}`;
    const constantName = `${name}/constant`;
    if (constant) this.initializers.push(constant(constantName));
    this.nodes.push({ operator, name, inputs: constant ? [...inputs, constantName] : inputs, attributes });
    this.#value = name;
    return name;
  }

  /** Gives the value under the name and in the type of the network's own input. */
  end({ name, elementType }: PictureInput): void {
    this.nodes.push({ operator: 'Cast', name, inputs: [this.#value], attributes: { to: elementType } });
  }
}

function isPlanar({ layout }: PictureInput): boolean {
  return layout === 'channels-first';
}

/** Which of the pixels' three channels each of the network's is. Null for all as they are. Grey pictures have three equal ones. */
function orderOf({ channels }: PictureInput, { channels: said }: Normalisation): readonly number[] | null {
  if (channels === 1) return [0];
  return said === 'bgr' ? [2, 1, 0] : null;
}

function scale(way: Way, input: PictureInput, normalisation: Normalisation): void {
  const { channels } = input;
  const shape = isPlanar(input) ? [channels, 1, 1] : [channels];
  const steps = [
    { operator: 'Mul', what: 'scaled', value: normalisation.scale, changesNothing: 1 },
    { operator: 'Add', what: 'shifted', value: normalisation.offset, changesNothing: 0 },
  ];
  for (const { operator, what, value, changesNothing } of steps) {
    const each = typeof value === 'number' ? Array<number>(channels).fill(value) : value;
    if (each.every((one) => one === changesNothing)) continue;
    const data = Float32Array.from(each);
    way.add({ operator, what, constant: (name) => floatTensor(name, { shape, data }) });
  }
}

/**
 * (x - mean) / max(deviation, 1 / sqrt(values)) over all values of a picture, as the layer graph's pass of the same purpose. The mean
 * is a pooling over one row that holds the whole picture: reductions are written differently from opset to opset.
 */
function standardise(way: Way, input: PictureInput): void {
  const { height, width, channels } = input;
  const values = height * width * channels;
  const picture = isPlanar(input) ? [0, channels, height, width] : [0, height, width, channels];
  const x = way.add({
    operator: 'Reshape',
    what: 'row',
    constant: (name) => integerTensor(name, [0, 1, 1, values]),
  });
  const mean = way.add({ operator: 'GlobalAveragePool', what: 'mean' });
  const centred = way.add({ operator: 'Sub', what: 'centred' }, [x, mean]);
  way.add({ operator: 'Mul', what: 'squares' }, [centred, centred]);
  way.add({ operator: 'GlobalAveragePool', what: 'variance' });
  way.add({ operator: 'Sqrt', what: 'deviation' });
  const least = { shape: [1, 1, 1, 1], data: Float32Array.of(1 / Math.sqrt(values)) };
  const divisor = way.add({ operator: 'Max', what: 'divisor', constant: (name) => floatTensor(name, least) });
  way.add({ operator: 'Div', what: 'divided' }, [centred, divisor]);
  way.add({ operator: 'Reshape', what: 'standardised', constant: (name) => integerTensor(name, picture) });
}

function assertChannels({ channels }: PictureInput, { channels: said, scale, offset }: Normalisation): void {
  if (channels === 3) return;
  if (said === 'rgb' || said === 'bgr') {
    const message = `model input: the manifest says channels ${said}, the file takes one channel, grey`;
    throw new SlcError('invalid_model', message);
  }
  for (const [word, value] of Object.entries({ scale, offset })) {
    if (typeof value === 'number') continue;
    const message = `model input: the manifest says ${value.length} numbers for ${word}, the file takes one channel`;
    throw new SlcError('invalid_model', message);
  }
}

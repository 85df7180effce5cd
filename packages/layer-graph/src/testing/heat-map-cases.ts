import { type Activation, type Layer, type LayerGraph, NO_PADDING, preparePasses } from '../index.js';
import { headCases } from './head-cases.js';
import { activation, added, batchNorm, conv, dense, head, joined, pool, reshape } from './head-parts.js';
import { mixtureCases } from './mixture-cases.js';
import { randomFloats, randomWeights } from './random-weights.js';

/** A network as a file has it, with what a heat map of it rests on. */
export interface HeatMapCase {
  readonly name: string;
  readonly graph: LayerGraph;
  /** The layers that give the last spatial activations: several for several backbones, none where the head reads no image. */
  readonly activations: readonly string[];
  /** Whether the head's derivative is known. */
  readonly hasMaps: boolean;
}

/** Heads with every layer whose derivative is known, and some that have no map. */
export function heatMapCases(): readonly HeatMapCase[] {
  const pooled = headCases().map(({ name, graph }) => {
    const activations = OTHER_ACTIVATIONS[name] ?? ['features'];
    return { name, graph, activations, hasMaps: activations.length > 0 };
  });
  return [
    ...pooled,
    ...activationCases(),
    ...poolCases(),
    ...layerKindCases(),
    ...backboneCases(),
    ...mixtures(),
    ...casesWithoutMaps(),
  ];
}

const OTHER_ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  'a convolution, then mean': ['maps'],
  'one of several tokens → dense': [],
};

/** mean → dense → activation → dense */
function activationCases(): readonly HeatMapCase[] {
  const kinds = [
    ...(['sigmoid', 'tanh', 'swish', 'softplus', 'softsign', 'gelu', 'gelu-tanh'] as const),
    ...(['exp', 'abs', 'erf'] as const),
  ].map((kind): Activation => ({ kind }));
  const bounded: readonly Activation[] = [
    { kind: 'clip', low: -0.3, high: 0.4 },
    { kind: 'clip', low: 0, high: Number.POSITIVE_INFINITY },
    { kind: 'leaky-relu', slope: 0.3 },
    { kind: 'threshold', at: 0.2 },
    { kind: 'elu', alpha: 1.67326324, scale: 1.05070098 },
    { kind: 'hard-sigmoid', slope: 0.9, offset: 0.5 },
  ];
  const through = (name: string, ...layers: readonly Layer[]) =>
    oneImage(
      name,
      pool('mean'),
      dense('hidden', 'mean', [4, 9]),
      ...layers,
      dense('end', layers.at(-1)?.name ?? '', [9, 3]),
    );
  const of = (each: Activation, input = 'hidden'): Layer => ({
    kind: 'activation',
    name: 'active',
    inputs: [input],
    activation: each,
  });
  const positive: readonly Layer[] = [
    { kind: 'activation', name: 'large', inputs: ['hidden'], activation: { kind: 'exp' } },
  ];
  return [
    ...[...kinds, ...bounded].map((each) =>
      through(`a head with ${Object.values(each).join(' ')}`, of(each)),
    ),
    ...(['log', 'sqrt'] as const).map((kind) =>
      through(`a head with exp, then ${kind}`, ...positive, of({ kind }, 'large')),
    ),
    through('a head with prelu', {
      kind: 'prelu',
      name: 'active',
      inputs: ['hidden'],
      slope: randomWeights([9]),
    }),
  ];
}

function poolCases(): readonly HeatMapCase[] {
  const window: Layer = {
    kind: 'pool',
    name: 'window',
    inputs: ['features'],
    operation: 'max',
    size: [2, 3],
    strides: [1, 1],
    padding: NO_PADDING,
  };
  return [
    oneImage('min → dense', { ...pool('mean'), operation: 'min' }, dense('end', 'mean', [4, 3])),
    oneImage('sum → dense', { ...pool('mean'), operation: 'sum' }, dense('end', 'mean', [4, 3])),
    oneImage(
      'max window → flatten → dense → tanh → dense',
      window,
      reshape('flat', 'window', [4]),
      dense('hidden', 'flat', [4, 5]),
      activation('tanh', 'hidden'),
      dense('end', 'tanh', [5, 3]),
    ),
    oneImage('flatten → dense', reshape('flat', 'features', [24]), dense('end', 'flat', [24, 3])),
    oneImage('flatten → one unit', reshape('flat', 'features', [24]), dense('end', 'flat', [24, 1])),
    oneImage(
      'flatten → batch norm → dense → relu → dense → relu → dense',
      reshape('flat', 'features', [24]),
      batchNorm('norm', 'flat', 24),
      dense('first', 'norm', [24, 7]),
      activation('relu', 'first'),
      dense('second', 'relu', [7, 7]),
      { ...activation('relu', 'second'), name: 'relu2' },
      dense('end', 'relu2', [7, 3]),
    ),
  ];
}

function layerKindCases(): readonly HeatMapCase[] {
  const normal = (input: string): Layer => ({
    kind: 'layer-norm',
    name: 'normal',
    inputs: [input],
    gamma: randomFloats(4),
    beta: randomFloats(4),
    epsilon: 1e-3,
  });
  const constant: Layer = { kind: 'constant', name: 'constant', inputs: [], value: randomWeights([4]) };
  const arithmetic = (
    operation: 'subtract' | 'multiply' | 'divide',
    ...inputs: readonly string[]
  ): Layer => ({
    kind: 'arithmetic',
    name: operation,
    inputs,
    operation,
  });
  const gated = [dense('gate', 'mean', [4, 4]), activation('sigmoid', 'gate')];
  return [
    oneImage('mean → layer norm → dense', pool('mean'), normal('mean'), dense('end', 'normal', [4, 3])),
    oneImage(
      'max → dense → relu → layer norm → dense',
      pool('max'),
      dense('hidden', 'max', [4, 4]),
      activation('relu', 'hidden'),
      normal('relu'),
      dense('end', 'normal', [4, 3]),
    ),
    oneImage(
      'flatten beside mean and max → dense → relu → dense',
      pool('mean'),
      pool('max'),
      reshape('flat', 'features', [24]),
      joined('mean', 'flat', 'max'),
      dense('hidden', 'joined', [32, 6]),
      activation('relu', 'hidden'),
      dense('end', 'relu', [6, 3]),
    ),
    oneImage(
      'mean → constants → gate → dense',
      pool('mean'),
      ...gated,
      constant,
      arithmetic('multiply', 'sigmoid', 'mean', 'constant'),
      arithmetic('subtract', 'constant', 'multiply'),
      arithmetic('divide', 'subtract', 'constant'),
      dense('end', 'divide', [4, 3]),
    ),
    oneImage(
      'a softmax inside the head',
      pool('mean'),
      dense('hidden', 'mean', [4, 5]),
      { kind: 'softmax', name: 'attention', inputs: ['hidden'] },
      dense('end', 'attention', [5, 3]),
    ),
    oneImage('dense → dense', pool('mean'), dense('hidden', 'mean', [4, 5]), dense('end', 'hidden', [5, 3])),
    oneImage(
      'a convolution over the whole image → relu → dense',
      conv('wide', 'features', [2, 3, 4, 5]),
      activation('relu', 'wide'),
      reshape('flat', 'relu', [5]),
      dense('end', 'flat', [5, 3]),
    ),
  ];
}

/** A second backbone gives (1, 2, 5) beside the first one's (2, 3, 4). */
function backboneCases(): readonly HeatMapCase[] {
  const twin = conv('twin', 'scaled', [1, 1, 2, 5]);
  const small = conv('small', 'scaled', [2, 2, 2, 5]);
  const poolOf = (input: string): Layer => ({ ...pool('max'), inputs: [input] });
  const heads = [pool('mean'), dense('left', 'mean', [4, 3]), dense('right', 'max', [5, 3])];
  return [
    several(
      'two backbones of one size, their logits averaged',
      ['features', 'twin'],
      [twin, poolOf('twin'), ...heads, added('left', 'right')],
    ),
    several(
      'two backbones of different sizes, their logits added',
      ['features', 'small'],
      [small, poolOf('small'), ...heads, added('left', 'right')],
    ),
    several(
      'two backbones, joined before one head',
      ['features', 'small'],
      [
        small,
        pool('mean'),
        poolOf('small'),
        joined('mean', 'max'),
        dense('hidden', 'joined', [9, 6]),
        activation('relu', 'hidden'),
        dense('end', 'relu', [6, 3]),
      ],
    ),
  ];
}

/** Of networks that give a mixture of softmaxes, the maps are of log(p). A division by a sum has no derivative here. */
function mixtures(): readonly HeatMapCase[] {
  return mixtureCases()
    .filter(({ name }) => !name.includes('sigmoid'))
    .map(({ name, graph }) => {
      const activations = MIXED_ACTIVATIONS[name] ?? ['features'];
      const hasMaps = activations.length > 0 && !/(product|square|exp|weight a class).*divided/.test(name);
      return { name, graph: preparePasses.exposeLogits(graph), activations, hasMaps };
    });
}

const MIXED_ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  'a softmax at each pixel, their mean': ['softmax'],
  'two softmaxes as rows, their mean': [],
  'two softmaxes as columns, their mean': [],
};

function casesWithoutMaps(): readonly HeatMapCase[] {
  const ends: Readonly<Record<string, readonly Layer[]>> = {
    'the larger of two vectors': [
      dense('other', 'mean', [4, 4]),
      { kind: 'arithmetic', name: 'larger', inputs: ['mean', 'other'], operation: 'maximum' },
      dense('end', 'larger', [4, 3]),
    ],
    'one of two vectors, by a third': [
      dense('other', 'mean', [4, 4]),
      { kind: 'select', name: 'chosen', inputs: ['other', 'mean', 'other'] },
      dense('end', 'chosen', [4, 3]),
    ],
  };
  return Object.entries(ends).map(([name, layers]) => ({
    ...oneImage(name, pool('mean'), ...layers),
    hasMaps: false,
  }));
}

function oneImage(name: string, ...layers: readonly Layer[]): HeatMapCase {
  return several(name, ['features'], layers);
}

function several(name: string, activations: readonly string[], layers: readonly Layer[]): HeatMapCase {
  return { name, graph: head(name, null, ...layers).graph, activations, hasMaps: true };
}

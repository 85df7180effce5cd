import { type Layer, NO_PADDING } from '../index.js';
import {
  activation,
  added,
  batchNorm,
  conv,
  dense,
  dropout,
  type HeadCase,
  head,
  joined,
  pool,
  reshape,
  softmax,
} from './head-parts.js';

/** Heads of every sort, behind features (2, 3, 4). */
export function headCases(): readonly HeadCase[] {
  return [...pooledHeads(), ...otherBeginnings(), ...joinedHeads(), ...headsWithoutEmbedding()];
}

function pooledHeads(): readonly HeadCase[] {
  return [
    head('mean → dense', 'mean', pool('mean'), dense('end', 'mean', [4, 3])),
    head('mean → dense → softmax', 'mean', pool('mean'), dense('logits', 'mean', [4, 3]), softmax('logits')),
    head(
      'mean → dense → relu → dense',
      'mean',
      pool('mean'),
      dense('hidden', 'mean', [4, 5]),
      activation('relu', 'hidden'),
      dense('end', 'relu', [5, 3]),
    ),
    head(
      'mean → batch norm → dense → dropout → dense → softmax',
      'mean',
      pool('mean'),
      batchNorm('norm', 'mean', 4),
      dense('hidden', 'norm', [4, 5]),
      dropout('hidden'),
      dense('logits', 'dropout', [5, 3]),
      softmax('logits'),
    ),
    head('max → dropout → dense', 'max', pool('max'), dropout('max'), dense('end', 'dropout', [4, 3])),
    head(
      'mean → dense, the logits scaled',
      'mean',
      pool('mean'),
      dense('logits', 'mean', [4, 3]),
      { kind: 'constant', name: 'half', inputs: [], value: { shape: [1], data: Float32Array.of(0.5) } },
      { kind: 'arithmetic', name: 'end', operation: 'multiply', inputs: ['half', 'logits'] },
    ),
    head(
      'mean → one unit → sigmoid',
      'mean',
      pool('mean'),
      dense('unit', 'mean', [4, 1]),
      activation('sigmoid', 'unit'),
    ),
    head('mean → one unit', 'mean', pool('mean'), dense('end', 'mean', [4, 1])),
  ];
}

function otherBeginnings(): readonly HeadCase[] {
  const onePixel: Layer = { ...pool('mean'), keepDims: true };
  const window: Layer = {
    kind: 'pool',
    name: 'window',
    inputs: ['features'],
    operation: 'average',
    size: [2, 3],
    strides: [1, 1],
    padding: NO_PADDING,
  };
  return [
    head(
      'flatten → dense → relu → dense',
      'flat',
      reshape('flat', 'features', [24]),
      dense('hidden', 'flat', [24, 5]),
      activation('relu', 'hidden'),
      dense('end', 'relu', [5, 3]),
    ),
    head(
      'mean → convolution of one pixel → flatten → softmax',
      'mean',
      onePixel,
      dropout('mean'),
      conv('logits', 'dropout', [1, 1, 4, 3]),
      reshape('flat', 'logits', [3]),
      softmax('flat'),
    ),
    head(
      'mean → convolution of one pixel → swish → flatten → dense',
      'mean',
      onePixel,
      conv('wide', 'mean', [1, 1, 4, 6]),
      activation('swish', 'wide'),
      reshape('flat', 'swish', [6]),
      dense('end', 'flat', [6, 3]),
    ),
    head(
      'a window over the whole image → flatten → dense',
      'window',
      window,
      reshape('flat', 'window', [4]),
      dense('end', 'flat', [4, 3]),
    ),
    head(
      'a trunk that ends in one pixel → flatten → dense',
      'flat',
      conv('last', 'features', [2, 3, 4, 5]),
      activation('relu', 'last'),
      reshape('flat', 'relu', [5]),
      dense('end', 'flat', [5, 3]),
    ),
    head(
      'one of several tokens → dense',
      'token',
      reshape('tokens', 'features', [6, 4]),
      { kind: 'slice', name: 'token', inputs: ['tokens'], start: [0, 0], size: [1, 4], step: [1, 1] },
      reshape('flat', 'token', [4]),
      dense('end', 'flat', [4, 3]),
    ),
  ];
}

function joinedHeads(): readonly HeadCase[] {
  const both = [pool('mean'), pool('max')];
  return [
    head(
      'mean and max side by side → batch norm → dense',
      'joined',
      ...both,
      joined('mean', 'max'),
      batchNorm('norm', 'joined', 8),
      dense('end', 'norm', [8, 3]),
    ),
    head('mean plus max → dense', 'added', ...both, added('mean', 'max'), dense('end', 'added', [4, 3])),
    head(
      'mean → a dense layer whose input is added to its result → dense',
      'mean',
      pool('mean'),
      dense('hidden', 'mean', [4, 4]),
      added('mean', 'hidden'),
      dense('end', 'added', [4, 3]),
    ),
  ];
}

function headsWithoutEmbedding(): readonly HeadCase[] {
  const two = [pool('mean'), pool('max'), dense('left', 'mean', [4, 3]), dense('right', 'max', [4, 3])];
  return [
    head('two heads that are added', null, ...two, added('left', 'right'), softmax('added')),
    head(
      'two heads of which a dense layer makes one',
      null,
      ...two,
      joined('left', 'right'),
      dense('end', 'joined', [6, 3]),
    ),
    head('a convolution, then mean', null, conv('maps', 'features', [1, 1, 4, 3]), {
      ...pool('mean'),
      inputs: ['maps'],
    }),
    head(
      'a convolution over the whole image in place of a dense layer',
      null,
      conv('hidden', 'features', [2, 3, 4, 5]),
      conv('logits', 'hidden', [1, 1, 5, 3]),
      reshape('end', 'logits', [3]),
    ),
    head('no weights at all', null, pool('mean')),
  ];
}

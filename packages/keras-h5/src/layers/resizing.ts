import type { ResizeLayer } from '@slc/layer-graph';
import type { GraphValue } from '../graph-builder.js';
import type { LayerCall } from '../layer-call.js';

/** A resize to a size, as `tf.image.resize` does it. A picture of that size already is not left out: `gaussian` blurs it. */
export function resize(
  { build }: LayerCall,
  input: GraphValue,
  { method, height, width, antialias }: Pick<ResizeLayer, 'method' | 'height' | 'width' | 'antialias'>,
): GraphValue {
  const filter = antialias ? { antialias } : {};
  return build.add({ kind: 'resize', method, height, width, ...filter }, [input]);
}

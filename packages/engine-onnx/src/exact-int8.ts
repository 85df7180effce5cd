import { arch } from 'node:os';
import { processorFeatures } from './processor-features.js';

/**
 * Configuration of sessions. On x86 processors without VNNI the products of bytes and int8 weights are added in 16 bits, where they
 * overflow. With this onnxruntime takes other instructions, which are half as fast and exact: int8 gives the same numbers on every
 * processor. It changes the graph, so a model is laid out with it too.
 */
export function exactInt8(
  architecture: string = arch(),
  features: readonly string[] = processorFeatures(),
): { readonly x64quantprecision?: '1' } {
  const hasVnni = features.some((name) => name === 'avx512_vnni' || name === 'avx_vnni');
  return architecture === 'x64' && !hasVnni ? { x64quantprecision: '1' } : {};
}

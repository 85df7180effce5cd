import type { FileNode, OnnxNode } from '@slc/onnx-file';

/**
 * The domain of onnxruntime's operators on blocked values: (batch, channels / block, height, width, block) in memory, which their
 * shapes call (batch, channels, height, width).
 */
export const NCHWC = 'com.microsoft.nchwc';

export function isNchwc({ operator, domain }: FileNode, ...operators: readonly string[]): boolean {
  return domain === NCHWC && operators.includes(operator);
}

/** Some of a node's attributes, for a node that is like it. */
export function copiedAttributes({ attributes }: FileNode, names: readonly string[]): OnnxNode['attributes'] {
  return Object.fromEntries(
    names.flatMap((name) => {
      const attribute = attributes.get(name);
      return attribute ? [[name, { copied: attribute }]] : [];
    }),
  );
}

/**
 * Configuration of sessions. On x86 processors without VNNI the products of bytes and int8 weights are added in 16 bits, where they
 * overflow. With this onnxruntime takes other instructions there, which are slower and exact: int8 gives the same numbers on every
 * processor. It changes the graph, so a model is laid out with it too.
 */
export const EXACT_INT8 = { x64quantprecision: '1' } as const;

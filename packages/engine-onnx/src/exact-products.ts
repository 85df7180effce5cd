/**
 * The session's option `x64quantprecision`. On x86 processors without VNNI the products of bytes and int8 weights are added in
 * 16 bits, where they overflow. With this onnxruntime takes other instructions there, which are slower and exact: int8 gives
 * the same numbers on every processor.
 */
export const EXACT_PRODUCTS = '1';

/** Keras itself, or the package that holds Keras 2 beside Keras 3: `keras.layers`, `keras.src.ops.nn`, `tf_keras.layers`. */
const KERAS = /^(tf_)?keras(\.|$)/;

/** Where a class comes from. Only `.keras` files say it, and activation layers in either format. */
export interface ClassOrigin {
  readonly module?: string | null | undefined;
  readonly registered_name?: string | null | undefined;
}

/**
 * Describes a class that is not one of Keras's. It may have the name of one, and compute something else.
 *
 * @returns the end of a message; null for a class of Keras's, and where the file does not say
 */
export function describeForeignClass({ module, registered_name }: ClassOrigin): string | null {
  // Keras writes null for a class outside of packages; only .h5 leaves the field out.
  if (module === undefined || (module !== null && KERAS.test(module))) return null;
  const origin = module === null ? '' : ` of ${module}`;
  return `expected a class of Keras's own, got one${origin} registered as ${registered_name ?? 'nothing'}, whose code is not in the file`;
}

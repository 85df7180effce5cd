/** Keras itself, or the package that holds Keras 2 beside Keras 3: `keras.layers`, `keras.src.ops.nn`, `tf_keras.layers`. */
const KERAS = /^(tf_)?keras(\.|$)/;

/** Where a class comes from, as files say it that have `module`: `.keras`, and activation layers anywhere. */
export interface ClassOrigin {
  readonly module?: string | null | undefined;
  readonly registered_name?: string | null | undefined;
}

/**
 * Someone's own class bears any name it likes, one of Keras's too, and computes whatever it likes.
 *
 * @returns what a message says of such a class; null for one of Keras's, and where the file does not say
 */
export function describeForeignClass({ module, registered_name }: ClassOrigin): string | null {
  // Keras writes null for what is in no package of its own; only .h5 leaves the field out.
  if (module === undefined || (module !== null && KERAS.test(module))) return null;
  const origin = module === null ? '' : ` of ${module}`;
  return `expected a class of Keras's own, got one${origin} registered as ${registered_name ?? 'nothing'}, whose code is not in the file`;
}

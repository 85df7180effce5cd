/** The arguments of functions that hold a whole shape, the batch included: TensorFlow's reshape, and Keras 3's. */
const SHAPES = ['shape', 'newshape'];

/**
 * Opens the batch in the arguments of a function. A model that was made for one batch size has it in the shapes that it
 * reshapes to.
 *
 * @param batchSize of the model's input; null where it is open
 */
export function withOpenBatch(
  given: Readonly<Record<string, unknown>>,
  batchSize: number | null,
): Readonly<Record<string, unknown>> {
  if (batchSize === null) return given;
  const open = (key: string, value: unknown) =>
    SHAPES.includes(key) && Array.isArray(value) && value[0] === batchSize ? [-1, ...value.slice(1)] : value;
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, open(key, value)]));
}

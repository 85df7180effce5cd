/** A size that is known, or the batch's: so many rows for each image. */
export type Size = number | { readonly rows: number };

/** The shape of a value, as a number or a list that TensorFlow computes while a network runs. */
export class Sizes {
  constructor(
    /** The batch among them; a single size where `isList` is false. */
    readonly sizes: readonly Size[],
    readonly isList: boolean,
  ) {}

  singles(): readonly Sizes[] {
    return this.sizes.map((size) => new Sizes([size], false));
  }
}

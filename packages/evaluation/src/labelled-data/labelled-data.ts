/** An image that a table or a folder names, whose class is one of the model's. */
export interface LabelledImage {
  /** As the table names it, or relative to the folder. */
  readonly file: string;
  readonly path: string;
  /** Index of its class among the model's. */
  readonly label: number;
  /** Of its lesion or patient; null where none is named: then the image is a group of its own. */
  readonly group: string | null;
}

/** Why an image or a row is left out. */
export type LeftOutReason =
  /** The file is not found, or the row names none. */
  | 'missing'
  /** Its class is none of the model's. */
  | 'other-class'
  /** It has no class, or more than one. */
  | 'no-class'
  /** An earlier row names the same file with the same class. */
  | 'duplicate'
  /** Rows name the same file with different classes: none of them is used. */
  | 'contradiction'
  /** Something else than an image lies in a class's folder. */
  | 'not-an-image';

export interface LeftOut {
  readonly file: string;
  readonly reason: LeftOutReason;
  readonly message: string;
}

export interface LabelledData {
  /** Path of the table, or of the folder with one folder a class. */
  readonly source: string;
  readonly images: readonly LabelledImage[];
  readonly leftOut: readonly LeftOut[];
}

/** (n), images of one group have the same number, and an image without a group has a number of its own. */
export function numberGroups(images: readonly Pick<LabelledImage, 'group'>[]): Int32Array {
  const numbers = new Map<string, number>();
  let next = 0;
  return Int32Array.from(images, ({ group }) => {
    const known = group === null ? undefined : numbers.get(group);
    if (known !== undefined) return known;
    if (group !== null) numbers.set(group, next);
    return next++;
  });
}

/** The names of an image format. The code that reads it is in `@slc/image`. */
export interface ImageFormatDescription {
  readonly name: string;
  /** The registered type first. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** Lower case, with the dot; the usual one first. */
  readonly fileExtensions: readonly [string, ...string[]];
}

/** The image formats that are accepted, by id, in the order in which sentences list them. */
export const IMAGE_FORMATS = {
  jpeg: { name: 'JPEG', mediaTypes: ['image/jpeg'], fileExtensions: ['.jpg', '.jpeg'] },
  png: { name: 'PNG', mediaTypes: ['image/png'], fileExtensions: ['.png'] },
  webp: { name: 'WebP', mediaTypes: ['image/webp'], fileExtensions: ['.webp'] },
  tiff: { name: 'TIFF', mediaTypes: ['image/tiff'], fileExtensions: ['.tif', '.tiff'] },
  bmp: { name: 'BMP', mediaTypes: ['image/bmp', 'image/x-ms-bmp'], fileExtensions: ['.bmp'] },
  dicom: { name: 'DICOM', mediaTypes: ['application/dicom'], fileExtensions: ['.dcm', '.dicom'] },
} as const satisfies Readonly<Record<string, ImageFormatDescription>>;

export type ImageFormat = keyof typeof IMAGE_FORMATS;

/** For schemas and messages that name a format by its id. */
export const IMAGE_FORMAT_IDS = Object.keys(IMAGE_FORMATS) as readonly ImageFormat[];

/** For lists of request types. */
export const IMAGE_MEDIA_TYPES: readonly string[] = Object.values(IMAGE_FORMATS).flatMap(
  ({ mediaTypes }) => mediaTypes,
);

/** Lower case, with the dot. */
export const IMAGE_EXTENSIONS: readonly string[] = Object.values(IMAGE_FORMATS).flatMap(
  ({ fileExtensions }) => fileExtensions,
);

/** For `accept` attributes. Systems know the extension of a DICOM file more often than its media type. */
export const IMAGE_ACCEPT = [...IMAGE_MEDIA_TYPES, ...IMAGE_EXTENSIONS].join(',');

/** Whether a file's name ends as an image's does, in any case. */
export function hasImageExtension(name: string): boolean {
  const lower = name.toLowerCase();
  return IMAGE_EXTENSIONS.some((extension) => lower.endsWith(extension));
}

/**
 * Lists the formats in a sentence: `JPEG, PNG, WebP, TIFF or BMP`.
 *
 * @param or the word before the last, in the sentence's language
 */
export function listImageFormats(or = 'or'): string {
  const names = Object.values(IMAGE_FORMATS).map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} ${or} ${names.at(-1)}`;
}

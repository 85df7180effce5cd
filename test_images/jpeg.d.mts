/** Declared by hand, as fetch-images.d.mts is. */

export function isWholeJpeg(bytes: Uint8Array): boolean;

export function pictureSha256(bytes: Uint8Array): string | undefined;

/** Twice the size at which the table shows them. */
const WIDTH = 144;
const HEIGHT = 108;

/**
 * Makes small pictures of files, one at a time: a photograph of 12 megapixels takes 48 MB while it is decoded.
 *
 * @returns gives the address of a file's small picture, which the caller revokes; null where the browser cannot read the
 * file, or it is not wanted any more when its turn comes
 */
export function createThumbnails(): (file: Blob, isWanted: () => boolean) => Promise<string | null> {
  let last: Promise<string | null> = Promise.resolve(null);
  return (file, isWanted) => {
    last = last.then(() => (isWanted() ? draw(file).catch(() => null) : null));
    return last;
  };
}

async function draw(file: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(file, {
    // As it is classified.
    imageOrientation: 'none',
    resizeHeight: HEIGHT,
    resizeQuality: 'medium',
  });
  const scale = Math.min(1, WIDTH / bitmap.width);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const picture = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', 0.85);
  });
  return picture && URL.createObjectURL(picture);
}

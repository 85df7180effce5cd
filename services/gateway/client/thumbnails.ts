/** Twice the size at which the table shows them. */
const WIDTH = 144;
const HEIGHT = 108;

/** Small pictures of files, made one at a time: a photograph of 12 megapixels takes 48 MB while it is decoded. */
export class Thumbnails<Owner> {
  readonly #show: (owner: Owner, url: string | null) => void;
  /** Of those that are wanted; null while there is none. */
  readonly #urls = new Map<Owner, string | null>();
  #last = Promise.resolve();

  /** @param show gets the address of a picture, or null where the browser cannot read the file */
  constructor(show: (owner: Owner, url: string | null) => void) {
    this.#show = show;
  }

  make(owner: Owner, file: Blob): void {
    this.#urls.set(owner, null);
    this.#last = this.#last.then(async () => {
      if (!this.#urls.has(owner)) return;
      const url = await draw(file).catch(() => null);
      if (this.#urls.has(owner)) {
        this.#urls.set(owner, url);
        this.#show(owner, url);
      } else if (url !== null) URL.revokeObjectURL(url);
    });
  }

  /** Frees a picture, or leaves it unmade. */
  drop(owner: Owner): void {
    const url = this.#urls.get(owner) ?? null;
    if (url !== null) URL.revokeObjectURL(url);
    this.#urls.delete(owner);
  }
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

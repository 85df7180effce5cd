import type { NewImage } from './image-queue.js';

export function imageOfFile(file: File): NewImage {
  const body = () => {
    const data = new FormData();
    // The file's own name is not sent.
    data.append('image', file, 'image');
    return data;
  };
  return { name: file.name, isDrawing: false, body };
}

/** @param example the form of one of the page's drawings */
export function imageOfExample(example: HTMLFormElement): NewImage {
  return { name: example.dataset.example ?? '', isDrawing: true, body: () => new FormData(example) };
}

/** The bytes of an image, under the name with which it is sent. Null for an example, which the service has. */
export function fileOf({ body }: Pick<NewImage, 'body'>): File | null {
  const file = body().get('image');
  return file instanceof File ? file : null;
}

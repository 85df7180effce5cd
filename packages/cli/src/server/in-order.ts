/** How far the images that are taken may be ahead of the last one in order. */
const MOST_AHEAD = 4_096;

/**
 * Gives outcomes in the order of their images, though they come in another. While the outcome of one is missing, those after
 * it wait, and soon no more images are taken.
 */
export async function* inOrder<Image extends object, Outcome extends { readonly image: Image }>(
  images: Iterable<Image>,
  answer: (images: AsyncIterable<Image>) => AsyncIterable<Outcome>,
): AsyncGenerator<Outcome> {
  const taken = new Map<Image, number>();
  const ready = new Map<number, Outcome>();
  let next = 0;
  let makeRoom: () => void = () => {};
  async function* limited(): AsyncGenerator<Image> {
    let count = 0;
    for (const image of images) {
      while (count - next >= MOST_AHEAD) await new Promise<void>((resolve) => (makeRoom = resolve));
      taken.set(image, count++);
      yield image;
    }
  }
  for await (const outcome of answer(limited())) {
    ready.set(taken.get(outcome.image) ?? next, outcome);
    taken.delete(outcome.image);
    for (let due = ready.get(next); due; due = ready.get(next)) {
      ready.delete(next++);
      makeRoom();
      yield due;
    }
  }
}

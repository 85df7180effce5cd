import sharp from 'sharp';
import { blurred, compressed, noisy, pixelated, uniform } from '../../image/scripts/picture-defects.mjs';

const SIZE = { width: 600, height: 450 };
const INK = [30, 30, 30];
const WHITE_PAGE = { left: 0, top: 0, ...SIZE, colour: [255, 255, 255] };

/** Drawn pictures that are none of a lesion, each as a function that gives a PNG. */
export const SETS_OF_NOTHING = {
  black: () => plain('#000000'),
  white: () => plain('#ffffff'),
  'flat, of skin': () => plain('#d6a894'),
  'flat, grey': () => plain('#808080'),
  'noise in colour': () => noise(3),
  'noise in grey': () => noise(1),
  text: () => drawn([WHITE_PAGE, ...lines({ left: 40, top: 30, width: 520, height: 390 }, INK)]),
  screenshot: () =>
    drawn([
      { left: 0, top: 0, ...SIZE, colour: [245, 246, 248] },
      { left: 0, top: 0, width: 600, height: 36, colour: [44, 90, 160] },
      { ...WHITE_PAGE, left: 100, top: 60, width: 400, height: 330 },
      ...lines({ left: 115, top: 75, width: 370, height: 300 }, INK),
    ]),
  'dark screenshot': () =>
    drawn([
      { left: 0, top: 0, ...SIZE, colour: INK },
      ...lines({ left: 130, top: 10, width: 440, height: 430 }, [180, 190, 200]),
    ]),
};

/** What is done to genuine images, from a file's bytes to a PNG. */
export const SPOILED = {
  'blurred, 3 %': spoiledBy((image) => blurred(image, 0.03)),
  'blurred, 3 %, noise of 5': spoiledBy((image) => noisy(blurred(image, 0.03), 5)),
  'blurred, 3 %, JPEG of quality 15': spoiledBy((image) => compressed(blurred(image, 0.03), 15)),
  'pixelated, 24 rows': spoiledBy((image) => pixelated(image, 24)),
};

/** How many of the pictures have each verdict; each is a function that gives a file's bytes. */
export async function countVerdicts(classifier, pictures) {
  const counts = { clear: 0, undecided: 0, unusable: 0 };
  for (const read of pictures) {
    const { classification } = await classifier.classify(await read());
    counts[classification.assessment.verdict] += 1;
  }
  return counts;
}

function plain(colour) {
  return sharp({ create: { ...SIZE, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

/** As many independent channels as asked for, of 1 and 3. */
function noise(channels) {
  const random = uniform(channels);
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height * channels }, () => 256 * random());
  return toPng({ ...SIZE, data }, channels);
}

/** Rectangles, later ones over earlier ones. */
function drawn(boxes) {
  const data = new Uint8Array(SIZE.width * SIZE.height * 3);
  for (const { left, top, width, height, colour } of boxes) {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) data.set(colour, (y * SIZE.width + x) * 3);
    }
  }
  return toPng({ ...SIZE, data }, 3);
}

/** Lines of words of different lengths, each letter a small box. */
function lines({ left, top, width, height }, colour) {
  const random = uniform(width);
  const letters = [];
  for (let y = top; y + 8 < top + height; y += 16) {
    for (let x = left; x + 5 < left + width; x += 7) {
      const letter = { left: x, top: y, width: 2 + Math.floor(3 * random()), height: 8, colour };
      if (random() > 0.15) letters.push(letter);
    }
  }
  return letters;
}

function spoiledBy(change) {
  return async (bytes) => {
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return toPng(await change({ width: info.width, height: info.height, data: new Uint8Array(data) }), 3);
  };
}

function toPng({ width, height, data }, channels) {
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

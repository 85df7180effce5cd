import type { Pixels, Size } from './pixels.js';

/** The manifest's golden input `gradient`: pixel (y, x) = (x, y, floor((x + y) / 2)), each modulo 256. */
export function drawGradient(size: Size): Pixels {
  return draw(size, (x, y) => [x, y, Math.floor((x + y) / 2)]);
}

/**
 * The manifest's golden input `disc`: (110, 70, 60) within radius 58 of (95.5, 95.5) on (215, 170, 150), not
 * antialiased. Its place is made for 192 x 192 and does not change with the size.
 */
export function drawDisc(size: Size): Pixels {
  const isInside = (x: number, y: number) => (x - 95.5) ** 2 + (y - 95.5) ** 2 < 58 ** 2;
  return draw(size, (x, y) => (isInside(x, y) ? [110, 70, 60] : [215, 170, 150]));
}

function draw(size: Size, colourAt: (x: number, y: number) => readonly [number, number, number]): Pixels {
  const data = new Uint8Array(size.width * size.height * 3);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) data.set(colourAt(x, y), (y * size.width + x) * 3);
  }
  return { width: size.width, height: size.height, data };
}

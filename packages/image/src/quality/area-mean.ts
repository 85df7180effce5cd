import type { Pixels, Size } from '../pixels.js';
import { cut, type Region } from '../region.js';

/** Each pixel of the result is the mean of the part of the region that it covers. */
export function areaMean(image: Pixels, size: Size, region: Region): Pixels {
  const source = cut(image, region);
  const sums = new Float64Array(size.width * size.height * 3);
  const across = cover(source.width, size.width);
  const down = cover(source.height, size.height);
  for (const row of down) {
    for (const column of across) {
      const from = (row.source * source.width + column.source) * 3;
      const to = (row.target * size.width + column.target) * 3;
      for (let channel = 0; channel < 3; channel++) {
        sums[to + channel] =
          (sums[to + channel] ?? 0) + row.share * column.share * (source.data[from + channel] ?? 0);
      }
    }
  }
  return { ...size, data: Uint8Array.from(sums, Math.round) };
}

function cover(sourceSize: number, targetSize: number) {
  const scale = sourceSize / targetSize;
  return Array.from({ length: targetSize }, (_, target) => {
    const first = Math.floor(target * scale);
    const end = Math.min(Math.ceil((target + 1) * scale), sourceSize);
    return Array.from({ length: end - first }, (__, i) => {
      const source = first + i;
      const overlap = Math.min(source + 1, (target + 1) * scale) - Math.max(source, target * scale);
      return { target, source, share: overlap / scale };
    });
  }).flat();
}

import type { ResizedAxis } from '../resizing.js';

/** Source pixels for each target pixel, as `cv::resize` computes it: by two divisions, each rounded. */
export function scaleOf({ sourceSize, targetSize }: ResizedAxis) {
  const inverseScale = targetSize / sourceSize;
  return { scale: 1 / inverseScale, inverseScale };
}

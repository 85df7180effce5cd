import type { Explanation, ExplanationPicture, ExplanationPictures } from '@slc/domain';
import { blendOverlay, makeOverlay, makePng, type Pixels } from '@slc/image';

/**
 * @param explanation undefined where there is none: then there is no map to draw
 * @param image the network's input
 * @returns those that are wanted and can be drawn; a map that does not hold is grey
 */
export async function drawPictures(
  wanted: readonly ExplanationPicture[],
  explanation: Explanation | undefined,
  image: Pixels,
): Promise<ExplanationPictures> {
  const drawn = [...new Set(wanted)].map(async (picture) => [
    picture,
    await DRAWINGS[picture](image, explanation),
  ]);
  return Object.fromEntries((await Promise.all(drawn)).filter(([, png]) => png !== undefined));
}

type Drawing = (image: Pixels, explanation: Explanation | undefined) => Promise<Uint8Array | undefined>;

const DRAWINGS: Readonly<Record<ExplanationPicture, Drawing>> = {
  analysed: (image) => makePng(image),
  overlay: async (image, map) => map && (await makeOverlay(map, image, { isGreyed: !map.check.holds })),
  blended: async (image, map) => map && (await blendOverlay(image, map, { isGreyed: !map.check.holds })),
};

import {
  type ClassifiedImage,
  cropRegion,
  isSameSize,
  type ModelManifest,
  type Size,
  seenRegion,
  sizeBeforeCrop,
} from '@slc/domain';
import type { PageContext } from './page-context.js';

/** The picture that was sent with the square that the model saw, and that square alone. */
export function pictureView(
  context: PageContext,
  { classification, preview, pictures }: ClassifiedImage,
  manifest: ModelManifest | null,
) {
  const { t, format } = context;
  const { image } = classification;
  const input = manifest && {
    width: format.integer(manifest.input.width),
    height: format.integer(manifest.input.height),
  };
  const isSquare = showsSquare(manifest);
  return {
    preview: dataUrl('image/jpeg', preview),
    frame: manifest && frameOf(image, manifest),
    facts: t('result.imageFacts', {
      format: image.format.toUpperCase(),
      width: format.integer(image.width),
      height: format.integer(image.height),
    }),
    looked: input && t(`result.looked.${howItLooked(image, manifest)}`, input),
    square: dataUrl('image/png', pictures?.analysed),
    squareWords: input === null ? t('result.seen') : t(isSquare ? 'result.squareOf' : 'result.seenOf', input),
    map: dataUrl('image/png', pictures?.overlay),
  };
}

/** Whether what the model saw is a square of the picture: else it is another part or all of it, or not known. */
export function showsSquare(manifest: ModelManifest | null): manifest is ModelManifest {
  return manifest?.preprocessing.crop === 'centre-square';
}

/** How the model came to what it saw. */
function howItLooked(image: Size, { preprocessing }: ModelManifest) {
  if (preprocessing.crop === 'centre-square') return 'crop';
  if (!isSameSize(seenRegion(image, preprocessing), image)) return 'part';
  const resized = sizeBeforeCrop(image, preprocessing);
  return isSameSize(cropRegion(resized, preprocessing.crop), resized) ? 'whole' : 'padded';
}

/** The outline of what the model saw, in the picture's pixels. Null where that is all of it. */
function frameOf(image: Size, { preprocessing }: ModelManifest) {
  const { left, top, width, height } = seenRegion(image, preprocessing);
  if (isSameSize({ width, height }, image)) return null;
  const inPixels = (length: number) => String(Math.round(length * 100) / 100);
  return {
    viewBox: `0 0 ${image.width} ${image.height}`,
    x: inPixels(left),
    y: inPixels(top),
    width: inPixels(width),
    height: inPixels(height),
  };
}

function dataUrl(type: string, bytes: Uint8Array | null | undefined): string | null {
  return bytes ? `data:${type};base64,${Buffer.from(bytes).toString('base64')}` : null;
}

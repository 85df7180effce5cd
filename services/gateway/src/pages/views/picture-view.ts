import type { ClassifiedImage, ImageInfo, ModelManifest } from '@slc/domain';
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
  return {
    preview: dataUrl('image/jpeg', preview),
    frame: manifest && frameOf(image, manifest),
    facts: t('result.imageFacts', {
      format: image.format.toUpperCase(),
      width: format.integer(image.width),
      height: format.integer(image.height),
    }),
    looked: input && t(isCropped(manifest) ? 'result.looked.crop' : 'result.looked.whole', input),
    square: dataUrl('image/png', pictures?.analysed),
    squareWords: input === null ? t('result.square') : t('result.squareOf', input),
    map: dataUrl('image/png', pictures?.overlay),
  };
}

function isCropped({ preprocessing }: ModelManifest): boolean {
  return preprocessing.crop === 'centre-square';
}

/** The outline of what the model saw, in the picture's pixels. Null where that is all of it. */
function frameOf({ width, height }: ImageInfo, manifest: ModelManifest) {
  if (!isCropped(manifest) || width === height) return null;
  const side = Math.min(width, height);
  return {
    viewBox: `0 0 ${width} ${height}`,
    x: String((width - side) / 2),
    y: String((height - side) / 2),
    side: String(side),
  };
}

function dataUrl(type: string, bytes: Uint8Array | null | undefined): string | null {
  return bytes ? `data:${type};base64,${Buffer.from(bytes).toString('base64')}` : null;
}

import type { ModelManifest } from '@slc/domain';
import type { PageContext } from './page-context.js';

type Drawing = 'Decode' | 'Crop' | 'Whole' | 'Nearest' | 'Bilinear' | 'Values';

const DRAWINGS: readonly Drawing[] = ['Decode', 'Crop', 'Whole', 'Nearest', 'Bilinear', 'Values'];

/** One step from a file to the network's input. The one flag that is true selects its drawing. */
export interface PreprocessingStep extends Readonly<Record<`is${Drawing}`, boolean>> {
  readonly text: string;
  /** The text under the drawing. */
  readonly label: string;
}

export function preprocessingView(
  { t, format }: PageContext,
  { preprocessing, input }: ModelManifest,
): readonly PreprocessingStep[] {
  const { crop, resize, scale, offset } = preprocessing;
  const size = { width: format.integer(input.width), height: format.integer(input.height) };
  const [from, to] = [offset, 255 * scale + offset].map((value) => format.number(value));
  const range = { from: from ?? '', to: to ?? '' };
  const isSquare = crop === 'centre-square';
  return [
    step('Decode', t('model.step.decode'), 'R G B'),
    isSquare
      ? step('Crop', t('model.step.cropSquare'), 'min(w, h)')
      : step('Whole', t('model.step.cropNone'), 'w × h'),
    resize === 'nearest'
      ? step('Nearest', t('model.step.nearest', size), `${size.width} × ${size.height}`)
      : step('Bilinear', t('model.step.bilinear', size), `${size.width} × ${size.height}`),
    step(
      'Values',
      scale === 1 && offset === 0
        ? t('model.step.asIs')
        : t('model.step.scaled', {
            ...range,
            scale: format.number(scale),
            sign: offset < 0 ? '−' : '+',
            offset: format.number(Math.abs(offset)),
          }),
      `${range.from} … ${range.to}`,
    ),
  ];
}

function step(drawing: Drawing, text: string, label: string): PreprocessingStep {
  const flags = Object.fromEntries(DRAWINGS.map((one) => [`is${one}`, one === drawing]));
  // One flag for each drawing, as the type says.
  return { ...(flags as Record<`is${Drawing}`, boolean>), text, label };
}

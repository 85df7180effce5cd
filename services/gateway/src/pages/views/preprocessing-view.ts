import type { ModelManifest } from '@slc/domain';
import type { PageContext } from './page-context.js';

/** The steps from a file to the network's input. Each has a drawing, which is a partial template of that name. */
export function preprocessingView({ t, format }: PageContext, { preprocessing, input }: ModelManifest) {
  const { crop, resize, scale, offset, views } = preprocessing;
  const size = { width: format.integer(input.width), height: format.integer(input.height) };
  const range = { from: format.number(offset), to: format.number(255 * scale + offset) };
  const resizing = resize === 'nearest' ? 'nearest' : 'bilinear';
  const isSquare = crop === 'centre-square';
  const values = {
    ...range,
    scale: format.number(scale),
    sign: offset < 0 ? '−' : '+',
    offset: format.number(Math.abs(offset)),
  };
  const steps = [
    { drawing: 'step-decode', text: t('model.step.decode'), label: 'R G B' },
    isSquare
      ? { drawing: 'step-crop', text: t('model.step.cropSquare'), label: 'min(w, h)' }
      : { drawing: 'step-whole', text: t('model.step.cropNone'), label: 'w × h' },
    {
      drawing: `step-${resizing}`,
      text: t(`model.step.${resizing}`, size),
      label: `${size.width} × ${size.height}`,
    },
    {
      drawing: 'step-values',
      text: scale === 1 && offset === 0 ? t('model.step.asIs') : t('model.step.scaled', values),
      label: `${range.from} … ${range.to}`,
      labelY: '98',
    },
    ...(views === 1
      ? []
      : [{ drawing: 'step-views', text: t(`model.step.views.${views}`), label: `${views} ×` }]),
  ];
  return steps.map((step) => ({ labelY: '111', ...step }));
}

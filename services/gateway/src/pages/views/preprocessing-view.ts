import type { ModelManifest } from '@slc/domain';
import type { PageContext } from './page-context.js';

/** Each has a drawing, which is a partial template of that name, with a label under it. */
interface Step {
  readonly drawing: string;
  readonly text: string;
  readonly label: string;
  readonly labelY?: string;
}

/** The steps from a file to the network's input. */
export function preprocessingView(context: PageContext, { preprocessing, input }: ModelManifest) {
  const { t } = context;
  const steps = [
    { drawing: 'step-decode', text: t('model.step.decode'), label: 'R G B' },
    ...greyStep(context, preprocessing),
    ...shorterSideStep(context, preprocessing),
    cropStep(context, preprocessing),
    ...resizeStep(context, { preprocessing, input }),
    ...(preprocessing.channels === 'bgr'
      ? [{ drawing: 'step-decode', text: t('model.step.bgr'), label: 'B G R' }]
      : []),
    valuesStep(context, preprocessing),
    ...(preprocessing.standardise === 'image'
      ? [{ drawing: 'step-standard', text: t('model.step.standardised'), label: 'μ = 0, σ = 1' }]
      : []),
    ...viewsStep(context, preprocessing),
  ];
  return steps.map((step: Step) => ({ labelY: '111', ...step }));
}

type Recipe = ModelManifest['preprocessing'];

function greyStep({ t, format }: PageContext, { channels }: Recipe): Step[] {
  if (channels !== 'grey') return [];
  const [red, green, blue] = [format.number(0.299), format.number(0.587), format.number(0.114)];
  return [{ drawing: 'step-grey', text: t('model.step.grey', { red, green, blue }), label: 'L' }];
}

function shorterSideStep({ t, format }: PageContext, { shorterSideTo, resize }: Recipe): Step[] {
  if (shorterSideTo == null) return [];
  const side = format.integer(shorterSideTo);
  const method = t(`model.resize.${resize}`);
  const label = `min(w, h) = ${side}`;
  return [{ drawing: 'step-shorter', text: t('model.step.shorterSide', { side, method }), label }];
}

function cropStep({ t, format }: PageContext, { crop }: Recipe): Step {
  if (crop === 'none') return { drawing: 'step-whole', text: t('model.step.cropNone'), label: 'w × h' };
  if (crop === 'centre-square') {
    return { drawing: 'step-crop', text: t('model.step.cropSquare'), label: 'min(w, h)' };
  }
  if ('centre' in crop) {
    const side = format.integer(crop.centre);
    return { drawing: 'step-crop', text: t('model.step.cropCentre', { side }), label: `${side} × ${side}` };
  }
  const share = format.percent(crop.centreFraction);
  return { drawing: 'step-crop', text: t('model.step.cropFraction', { share }), label: share };
}

/** None where the crop already has the input's size. */
function resizeStep(
  { t, format }: PageContext,
  { preprocessing, input }: Pick<ModelManifest, 'preprocessing' | 'input'>,
): Step[] {
  const { crop, resize, shorterSideTo } = preprocessing;
  const cropSide = typeof crop === 'object' && 'centre' in crop ? crop.centre : shorterSideTo;
  const isSquareCrop = crop === 'centre-square' || (typeof crop === 'object' && 'centre' in crop);
  if (isSquareCrop && cropSide === input.width && cropSide === input.height) return [];
  const size = { width: format.integer(input.width), height: format.integer(input.height) };
  const label = `${size.width} × ${size.height}`;
  if (resize === 'nearest') {
    return [{ drawing: 'step-nearest', text: t('model.step.nearest', size), label }];
  }
  const text =
    resize === 'bilinear-antialiased'
      ? t('model.step.bilinear', size)
      : t('model.step.resized', { ...size, method: t(`model.resize.${resize}`) });
  return [{ drawing: 'step-bilinear', text, label }];
}

function valuesStep(context: PageContext, { channels, scale, offset }: Recipe): Step {
  const { t, format } = context;
  const colours = ['red', 'green', 'blue'] as const;
  const isEachAlike = typeof scale === 'number' && typeof offset === 'number';
  const inOrder = channels === 'bgr' ? colours.toReversed() : colours;
  const each = inOrder.map((colour, c) => ({
    channel: t(`model.channel.${colour}`),
    scale: typeof scale === 'number' ? scale : (scale[c] ?? 1),
    offset: typeof offset === 'number' ? offset : (offset[c] ?? 0),
  }));
  const ends = each.flatMap((values) => [values.offset, 255 * values.scale + values.offset]);
  const range = { from: format.number(Math.min(...ends)), to: format.number(Math.max(...ends)) };
  const words = each.map((values) => ({
    channel: values.channel,
    scale: format.number(values.scale),
    sign: values.offset < 0 ? '−' : '+',
    offset: format.number(Math.abs(values.offset)),
  }));
  const step = { drawing: 'step-values', label: `${range.from} … ${range.to}`, labelY: '98' };
  if (!isEachAlike) {
    const list = format.and(words.map((values) => t('model.step.channel', values)));
    return { ...step, text: t('model.step.scaledEach', { channels: list }) };
  }
  if (scale === 1 && offset === 0) return { ...step, text: t('model.step.asIs') };
  const [first = { scale: '', sign: '', offset: '' }] = words;
  return { ...step, text: t('model.step.scaled', { ...first, ...range }) };
}

function viewsStep({ t }: PageContext, { views }: Recipe): Step[] {
  if (views === 1) return [];
  return [{ drawing: 'step-views', text: t(`model.step.views.${views}`), label: `${views} ×` }];
}

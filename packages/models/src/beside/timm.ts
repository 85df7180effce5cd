import { type Found, type Preprocessing, shown } from '@slc/domain';
import { numbersIn, standardising, textsIn } from './found.js';

const INTERPOLATIONS: Readonly<Record<string, Preprocessing['resize']>> = {
  nearest: 'nearest',
  bilinear: 'bilinear-antialiased',
  bicubic: 'bicubic',
  lanczos: 'lanczos',
};

/** `config.json` as timm pushes it to the Hub: timm/models/_hub.py, and transforms_imagenet_eval in timm/data/transforms_factory.py. */
export function readTimmConfig(json: unknown): Found {
  const { label_names: labelNames, pretrained_cfg: own } = Object(json);
  const config = Object(own ?? json);
  const names = textsIn(labelNames ?? config.label_names);
  const classes = names && { value: names, source: 'config.json (label_names)' };
  const [, height, width] = numbersIn(config.input_size) ?? [];
  const [mean, deviation] = [numbersIn(config.mean), numbersIn(config.std)];
  const resize = INTERPOLATIONS[String(config.interpolation)];
  const scaling = mean && deviation && standardising(1 / 255, mean, deviation);
  if (height === undefined || width === undefined) return classes ? { classes } : {};
  const source = 'config.json (pretrained_cfg)';
  const geometry = height === width ? geometryOf(height, config) : null;
  const doubts = [
    // Of a picture that is not square timm keeps another share of either side, which no recipe of ours does.
    height !== width && 'its pictures are not square',
    height === width &&
      !geometry &&
      `its crop_mode is ${shown(String(config.crop_mode))}, of a share of the picture`,
    !resize && 'its interpolation is another',
  ].filter((doubt) => doubt !== false);
  const value = { ...geometry, ...(resize && { resize }), ...scaling };
  return {
    ...(classes && { classes }),
    size: { value: { height, width }, source },
    ...(scaling && {
      recipe: { value, source, ...(doubts.length > 0 && { doubt: doubts.join(', and ') }) },
    }),
  };
}

type Geometry = Pick<Preprocessing, 'crop'> & Partial<Pick<Preprocessing, 'shorterSideTo'>>;

function geometryOf(
  side: number,
  { crop_pct: kept = 0.875, crop_mode: mode = 'center' }: Readonly<Record<string, unknown>>,
): Geometry | null {
  if (typeof kept !== 'number' || kept <= 0) return null;
  if (mode === 'center') return { shorterSideTo: Math.floor(side / kept), crop: { centre: side } };
  return mode === 'squash' && kept === 1 ? { crop: 'none' } : null;
}

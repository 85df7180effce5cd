import type { Colours, Palette } from '@slc/dicom';
import { inSlices, SLICE_PIXELS } from '../pillow/in-slices.js';
import type { Pixels, Size } from '../pixels.js';
import { type Samples, sampleReader } from './samples.js';

export interface SampleMeaning extends Size {
  readonly colours: Exclude<Colours, 'ybr-jpeg-2000'>;
  readonly palette: Palette | undefined;
}

/**
 * Converts samples to RGB as PS3.3 defines their Photometric Interpretation (C.7.6.3.1.2). Of RGB with more than 8 bits the
 * highest 8 count, as in a 16-bit PNG. Samples that are RGB already are not copied.
 *
 * @throws SlcError `cancelled` or `deadline_exceeded` when the signal aborts
 */
export async function samplesToRgb(
  samples: Samples,
  meaning: SampleMeaning,
  signal: AbortSignal | undefined,
): Promise<Pixels> {
  const { width, height } = meaning;
  if (isRgbAlready(samples, meaning)) {
    return { width, height, data: samples.data.subarray(0, width * height * 3) };
  }
  const convert = chooseConversion(samples, meaning);
  const data = new Uint8Array(width * height * 3);
  await inSlices(width * height, { size: SLICE_PIXELS, signal }, (start, end) => {
    for (let pixel = start; pixel < end; pixel++) convert(pixel, data);
  });
  return { width, height, data };
}

function isRgbAlready({ bytesPerSample, byteOrder, isPlanar }: Samples, { colours }: SampleMeaning): boolean {
  return colours === 'rgb' && bytesPerSample === 1 && byteOrder !== 'swapped-bytes' && !isPlanar;
}

/** Writes one pixel. @param rgb (height, width, 3) */
type Conversion = (pixel: number, rgb: Uint8Array) => void;

function chooseConversion(samples: Samples, { colours, palette, width, height }: SampleMeaning): Conversion {
  const read = sampleReader(samples);
  const [pixelStep, colourStep] = samples.isPlanar ? [1, width * height] : [3, 1];
  switch (colours) {
    case 'rgb': {
      const surplus = samples.bits - 8;
      return (pixel, rgb) => {
        for (let colour = 0; colour < 3; colour++) {
          rgb[3 * pixel + colour] = read(pixel * pixelStep + colour * colourStep) >> surplus;
        }
      };
    }
    case 'ybr':
      return (pixel, rgb) => {
        const at = pixel * pixelStep;
        writeYbr(rgb, 3 * pixel, [read(at), read(at + colourStep), read(at + 2 * colourStep)]);
      };
    case 'ybr-422':
      // Of two pixels: Y, Y, Cb, Cr.
      return (pixel, rgb) => {
        const at = 4 * (pixel >> 1);
        writeYbr(rgb, 3 * pixel, [read(at + (pixel & 1)), read(at + 2), read(at + 3)]);
      };
    case 'palette': {
      const { first, colours } = palette ?? NO_PALETTE;
      const last = colours.length / 3 - 1;
      return (pixel, rgb) => {
        const from = 3 * Math.min(Math.max(read(pixel) - first, 0), last);
        for (let colour = 0; colour < 3; colour++) rgb[3 * pixel + colour] = colours[from + colour] ?? 0;
      };
    }
    case 'grey':
    case 'inverted-grey': {
      const inverted = colours === 'grey' ? 0 : 255;
      return (pixel, rgb) => rgb.fill(read(pixel) ^ inverted, 3 * pixel, 3 * pixel + 3);
    }
    default:
      return colours satisfies never;
  }
}

/** A photograph of PALETTE COLOR has one: its reader refuses others. */
const NO_PALETTE: Palette = { first: 0, colours: new Uint8Array(3) };

/** JFIF's matrix, for the full range of 8 bits. */
function writeYbr(rgb: Uint8Array, at: number, [y, cb, cr]: readonly [number, number, number]): void {
  rgb[at] = toByte(y + 1.402 * (cr - 128));
  rgb[at + 1] = toByte(y - ((0.114 * 1.772) / 0.587) * (cb - 128) - ((0.299 * 1.402) / 0.587) * (cr - 128));
  rgb[at + 2] = toByte(y + 1.772 * (cb - 128));
}

function toByte(value: number): number {
  return Math.min(Math.max(Math.floor(value + 0.5), 0), 255);
}

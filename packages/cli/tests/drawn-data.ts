import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { pngFile } from '../../image/tests/png-file.js';

const SIDE = 48;

export const HAM10000 = ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'];
export const UNKNOWN = Array.from({ length: 8 }, (_, i) => `c${i}`);

/** Makes drawings, tables of them, and models, all in the folder of a test. */
export function drawnData(folder: () => string) {
  /** A disc on a plain ground, each of another size and colour. */
  function draw(name: string, number: number): void {
    const rows = new Uint8Array(SIDE * (1 + 3 * SIDE));
    const radius = 6 + (number % 13);
    const colour = (channel: number, step: number) => (number * step + 60 * channel) % 256;
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const isInside = Math.hypot(x - SIDE / 2, y - SIDE / 2) < radius;
        for (const channel of [0, 1, 2]) {
          rows[y * (1 + 3 * SIDE) + 1 + 3 * x + channel] = colour(channel, isInside ? 37 : 11);
        }
      }
    }
    mkdirSync(dirname(join(folder(), name)), { recursive: true });
    writeFileSync(join(folder(), name), pngFile({ width: SIDE, height: SIDE }, rows));
  }

  /** A table of so many drawings in turn of each class, two to a lesion. */
  function drawTable(images: number, classes: readonly string[]): void {
    const rows = Array.from({ length: images }, (_, i) => {
      draw(`images/${i}.png`, i);
      return `${i},${classes[i % classes.length]},L${Math.floor(i / 2)}`;
    });
    writeFileSync(join(folder(), 't.csv'), ['image,dx,lesion_id', ...rows].join('\n'));
  }

  /** A small classifier of eight classes that Keras wrote. */
  function kerasModel(name: string): void {
    const packed = new URL('../../keras-h5/fixtures/keras3-softmax-8.keras.gz', import.meta.url);
    mkdirSync(dirname(join(folder(), name)), { recursive: true });
    writeFileSync(join(folder(), name), gunzipSync(readFileSync(packed)));
  }

  /** The compact model, which sees each picture once here; its own outlier detector is not there. */
  function oneViewModel(name: string): void {
    const own = new URL('../../models/compact-lite0/', import.meta.url);
    const { preprocessing, source, ...manifest } = JSON.parse(
      readFileSync(new URL('manifest.json', own), 'utf8'),
    );
    const file = fileURLToPath(new URL(source.file, own));
    const changed = {
      ...manifest,
      preprocessing: { ...preprocessing, views: 1 },
      source: { ...source, file },
    };
    writeFileSync(join(folder(), name), JSON.stringify(changed));
  }

  /** Name and bytes of each file in a folder. */
  function contents(name: string) {
    return readdirSync(join(folder(), name)).map((file) => [
      file,
      readFileSync(join(folder(), name, file), 'base64'),
    ]);
  }

  return { draw, drawTable, kerasModel, oneViewModel, contents };
}

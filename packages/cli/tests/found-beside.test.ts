import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { at, slc } from './bare-file-command.js';

const fixtures = new URL('../../classifier/fixtures/onnx-files/', import.meta.url);
const NAMES = ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'];

/** A network that reads blue first, with what lies beside it. */
function unpackWith(files: Readonly<Record<string, string>>, network = 'bgr.onnx'): void {
  mkdirSync(at('exported'));
  writeFileSync(at('exported/model.onnx'), gunzipSync(readFileSync(new URL(`${network}.gz`, fixtures))));
  for (const [name, text] of Object.entries(files)) writeFileSync(at(`exported/${name}`), text);
}

describe('what lies beside an ONNX file', () => {
  it('is named by inspect, with what of it was not used', async () => {
    unpackWith({ 'labels.json': JSON.stringify(NAMES), 'classes.json': '["a",]' });
    const { output, complaints } = await slc('model', 'inspect', 'exported/model.onnx');
    expect(output).toMatch(/^labels {7}AKIEC, BCC/m);
    expect(output).toMatch(/^found {8}its classes in labels\.json$/m);
    expect(output).toMatch(/^note {9}classes\.json: expected JSON; it was not used$/m);
    expect(complaints).toMatch(/^slc: beside exported\/model\.onnx: classes\.json: expected JSON/m);
  });

  it('comes after what the file says of itself, which is said', async () => {
    unpackWith({ 'labels.txt': 'x\ny\n' }, 'ultralytics.onnx');
    const { output, complaints } = await slc('model', 'manifest', 'exported/model.onnx');
    expect(JSON.parse(output)).toMatchObject({
      labels: ['benign', 'malignant', { id: 'other' }],
      foundIn: { classes: 'the file’s own metadata (Ultralytics)' },
    });
    expect(complaints).toMatch(/labels\.txt names other classes than the file’s own metadata/);
  });

  it('keeps its order of channels beside a scaling that a person says', async () => {
    const config = {
      image_processor_type: 'MobileViTImageProcessor',
      ...{ size: { shortest_edge: 64 }, crop_size: { height: 64, width: 64 } },
      do_flip_channel_order: true,
    };
    unpackWith({ 'labels.json': JSON.stringify(NAMES), 'preprocessor_config.json': JSON.stringify(config) });
    const classify = async (model: string, ...options: string[]) => {
      const { output } = await slc('classify', '--model', model, ...options, '--json', 'a.jpg');
      return JSON.parse(output).predictions;
    };
    const bare = await classify('exported/model.onnx', '--scaling', 'unit');
    await slc('model', 'manifest', 'exported/model.onnx', '--scaling', 'unit', '--out', 'own.json');
    expect(JSON.parse(readFileSync(at('own.json'), 'utf8')).preprocessing.channels).toBe('bgr');
    expect(await classify('own.json')).toEqual(bare);
  });
});

it('an author’s own answer that no other recipe gives ends the guess of the recipe', async () => {
  unpackWith({ 'labels.json': JSON.stringify(NAMES) }, 'baked-batch.onnx');
  cpSync(fileURLToPath(new URL('../field-cases/picture-64x64.png', fixtures)), at('lesion.png'));
  const { 'baked-batch.onnx': known } = JSON.parse(readFileSync(new URL('expected.json', fixtures), 'utf8'));
  const answer = known.probabilities.map((value: number) => value.toFixed(4)).join(',');
  const guessed = await slc('model', 'manifest', 'exported');
  expect(JSON.parse(guessed.output).guessed).toEqual(['scaling']);
  const { output } = await slc('model', 'manifest', 'exported', '--golden', 'lesion.png', '--expect', answer);
  const { caveats, ...confirmed } = JSON.parse(output);
  expect(confirmed).not.toHaveProperty('guessed');
  expect(caveats).not.toContainEqual(expect.stringContaining('cropped'));
});

describe('a folder stands for its model', () => {
  it('which is the one file in it', async () => {
    unpackWith({ 'labels.json': JSON.stringify(NAMES) });
    const { exitCode, output } = await slc('classify', '--model', 'exported', '--json', 'a.jpg');
    expect(exitCode).toBe(0);
    expect(JSON.parse(output).predictions).toHaveLength(7);
  });

  it('or the manifest that was written into it', async () => {
    unpackWith({});
    const labels = ['--labels', 'ham10000-28x28', '--scaling', 'unit'];
    await slc('model', 'manifest', 'exported/model.onnx', ...labels, '--out', 'exported/manifest.json');
    const { output } = await slc('classify', '--model', 'exported', '--json', 'a.jpg');
    expect(JSON.parse(output).model).not.toHaveProperty('guessed');
  });

  it('and is refused where it has several', async () => {
    unpackWith({});
    for (const name of ['a.h5', 'b.h5']) writeFileSync(at(name), '');
    const { exitCode, complaints } = await slc('classify', '--model', '.', 'a.jpg');
    expect(exitCode).toBe(2);
    expect(complaints).toMatch(
      /\.: expected one model file .*, it has a\.h5, b\.h5, own\.h5: give the path of one\n/,
    );
  });
});

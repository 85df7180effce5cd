import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type HubStandIn,
  type OtherFile,
  standInFile,
  startHubStandIn,
} from '../../models/tests/hub-stand-in.mjs';
import { at, slc, slcWith } from './bare-file-command.js';

const fixtures = new URL('../../classifier/fixtures/onnx-files/', import.meta.url);
const fixture = (name: string) => gunzipSync(readFileSync(new URL(`${name}.gz`, fixtures)));
const read = (name: string) => readFileSync(new URL(name, fixtures));
const expected = JSON.parse(read('expected.json').toString());
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const PICTURE = fileURLToPath(
  new URL('../../classifier/fixtures/field-cases/picture-64x64.png', import.meta.url),
);
const manifestAt = (name: string) => JSON.parse(readFileSync(at(name), 'utf8'));
const manifestOf = async (...args: string[]) => await slc('model', 'manifest', ...args);

/** The network and its weights, each in a file. */
function unpackTwo(folder: string): void {
  mkdirSync(at(folder), { recursive: true });
  for (const name of ['cnn-external.onnx', 'cnn-external.onnx.data']) {
    writeFileSync(at(`${folder}/${name}`), fixture(name));
  }
}

describe('a model of two files', () => {
  it('has both in its manifest, each with size and digest, and is refused when either changes', async () => {
    unpackTwo('model');
    const written = await manifestOf('model/cnn-external.onnx', '--out', 'own.json');
    expect(written).toMatchObject({ exitCode: 0, output: 'own.json\n' });
    const data = fixture('cnn-external.onnx.data');
    const files = [{ file: 'model/cnn-external.onnx.data', sizeBytes: data.length, sha256: sha256(data) }];
    expect(manifestAt('own.json').source).toMatchObject({ file: 'model/cnn-external.onnx', files });
    const verified = await slc('model', 'verify', 'own.json', '--json');
    expect(JSON.parse(verified.output)).toMatchObject({ selfTest: 'passed', files });

    const damaged = Buffer.from(data);
    damaged.writeUInt8(damaged.readUInt8(9) ^ 1, 9);
    writeFileSync(at('model/cnn-external.onnx.data'), damaged);
    const refused = await slc('model', 'verify', 'own.json');
    expect(refused).toMatchObject({ exitCode: 1, output: '' });
    expect(refused.complaints).toMatch(/model\/cnn-external\.onnx\.data: expected sha256/);
    rmSync(at('model/cnn-external.onnx.data'));
    expect((await slc('model', 'verify', 'own.json')).complaints).toMatch(
      /model\/cnn-external\.onnx\.data: expected a model file, there is none/,
    );
  });

  it('is named by both, so that another training of the same network is another model', async () => {
    unpackTwo('model');
    const answerOf = async () => {
      const { output } = await slc('classify', '--json', '--model', 'model/cnn-external.onnx', PICTURE);
      const { model, predictions } = JSON.parse(output);
      return { model, logits: predictions.map(({ logit }: { logit: number }) => logit) };
    };
    const first = await answerOf();
    const [main, data] = [fixture('cnn-external.onnx'), fixture('cnn-external.onnx.data')];
    const lines = [`${sha256(main)}  cnn-external.onnx\n`, `${sha256(data)}  cnn-external.onnx.data\n`];
    const digest = sha256(Buffer.from(lines.sort().join('')));
    expect(first.model).toMatchObject({ sha256: digest, revision: digest.slice(0, 12) });

    const trained = Buffer.from(data);
    for (let at = 0; at < trained.length; at += 4) trained.writeFloatLE(trained.readFloatLE(at) * 1.5, at);
    writeFileSync(at('model/cnn-external.onnx.data'), trained);
    const second = await answerOf();
    expect(second.model.sha256).not.toBe(digest);
    expect(second.model.revision).not.toBe(first.model.revision);
    expect(second.logits).not.toEqual(first.logits);
    // Each has its own compiled form: a process that serves one finds it again.
    writeFileSync(at('model/cnn-external.onnx.data'), data);
    expect(await answerOf()).toEqual(first);
  });

  it('is served without a list of them where they lie beside each other', async () => {
    unpackTwo('model');
    await manifestOf('model/cnn-external.onnx', '--out', 'own.json');
    const { source, ...manifest } = manifestAt('own.json');
    const { files: _, ...main } = source;
    writeFileSync(at('own.json'), JSON.stringify({ ...manifest, source: main }));
    expect((await slc('classify', '--model', 'own.json', '--json', 'a.jpg')).exitCode).toBe(0);
  });
});

describe('slc model manifest of a folder', () => {
  it('takes the one model in it', async () => {
    unpackTwo('model');
    writeFileSync(at('model/README.md'), 'read me');
    expect(await manifestOf('model', '--out', 'own.json')).toMatchObject({ exitCode: 0 });
    expect(manifestAt('own.json').source.file).toBe('model/cnn-external.onnx');
  });

  it.each<[string, string[], string[], RegExp]>([
    ['has none', ['README.md'], [], /model: expected one model file \(.*\), it has none\n/],
    [
      'has several',
      ['a.onnx', 'b.onnx'],
      [],
      /model: expected one model file \(.*\), it has a\.onnx, b\.onnx: say which with --file\n/,
    ],
    [
      'has not the one that was asked for',
      ['a.onnx'],
      ['--file', 'c.onnx'],
      /model: expected the file c\.onnx in it, it has a\.onnx\n/,
    ],
  ])('refuses one that %s, naming the candidates', async (_, names, options, message) => {
    mkdirSync(at('model'));
    for (const name of names) writeFileSync(at(`model/${name}`), fixture('cnn-external.onnx'));
    const { exitCode, output, complaints } = await manifestOf('model', ...options);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaints).toMatch(message);
  });

  it('takes the file that was asked for, with its description above the folder of networks', async () => {
    mkdirSync(at('model/onnx'), { recursive: true });
    for (const name of ['model.onnx', 'model_int8.onnx']) {
      writeFileSync(at(`model/onnx/${name}`), fixture('optimum/model.onnx'));
    }
    for (const name of ['config.json', 'preprocessor_config.json']) {
      writeFileSync(at(`model/${name}`), read(`optimum/${name}`));
    }
    expect(await manifestOf('model', '--out', 'usual.json')).toMatchObject({ exitCode: 0 });
    expect(manifestAt('usual.json')).toMatchObject({
      source: { file: 'model/onnx/model.onnx' },
      foundIn: { classes: 'config.json (id2label)' },
    });
    await manifestOf('model', '--file', 'onnx/model_int8.onnx', '--out', 'asked.json');
    expect(manifestAt('asked.json').source.file).toBe('model/onnx/model_int8.onnx');
  });
});

describe('slc model manifest of a repository on the Hub', () => {
  const network = standInFile(fixture('cnn-external.onnx'), 'onnx/cnn-external.onnx');
  const weights = fixture('cnn-external.onnx.data');
  const classes = Buffer.from(JSON.stringify(['one', 'two', 'three', 'four', 'five', 'six', 'seven']));
  const others: OtherFile[] = [
    { file: 'onnx/cnn-external.onnx.data', bytes: weights, isLarge: true },
    { file: 'README.md', bytes: Buffer.from('---\nlicense: apache-2.0\n---\n# A model') },
    { file: 'notes.txt', bytes: Buffer.from('of nobody’s concern') },
    { file: 'labels.json', bytes: classes },
  ];
  let hub: HubStandIn | undefined;
  afterEach(() => hub?.close());
  const env = (settings: NodeJS.ProcessEnv = {}) => {
    return { HF_ENDPOINT: hub?.endpoint, HF_TOKEN: 'hf_secret', ...settings };
  };
  const fromHub = async (settings: NodeJS.ProcessEnv, ...args: string[]) =>
    await slcWith({ env: env(settings) }, 'model', 'manifest', ...args);

  it('names the commit and every file, and its model is served from the cache', async () => {
    hub = await startHubStandIn(network, others);
    const written = await fromHub({}, 'hf:somebody/a-model', '--out', 'own.json');
    expect(written).toMatchObject({ exitCode: 0, output: 'own.json\n' });
    const manifest = manifestAt('own.json');
    expect(manifest).toMatchObject({
      id: 'a-model',
      name: 'somebody/a-model',
      foundIn: { classes: 'labels.json' },
      licence: { spdx: 'Apache-2.0', nonCommercial: false },
      source: {
        kind: 'hub',
        repo: 'somebody/a-model',
        file: 'onnx/cnn-external.onnx',
        revision: network.source.revision,
        sizeBytes: network.bytes.length,
        sha256: network.sha256,
        files: [
          {
            file: 'onnx/cnn-external.onnx.data',
            sizeBytes: weights.length,
            sha256: sha256(weights),
          },
        ],
      },
    });
    expect(hub.seen.filter(({ path }) => path.endsWith('notes.txt'))).toEqual([]);
    const toHub = hub.seen.filter(({ host }) => host === 'hub');
    expect(new Set(toHub.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer hf_secret']));
    expect(hub.seen.some(({ host, authorization }) => host === 'content' && authorization)).toBe(false);

    const offline = { env: env({ HF_HUB_OFFLINE: '1' }) };
    const answered = await slcWith(offline, 'classify', '--model', 'own.json', '--json', 'a.jpg');
    expect(answered.exitCode).toBe(0);
    // Another start, without the network: the branch is at the commit that it was at.
    const again = await slcWith(offline, 'model', 'manifest', 'hf:somebody/a-model');
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.output)).toEqual(manifest);

    rmSync(at('models'), { recursive: true });
    const pulled = await slcWith({ env: env() }, 'model', 'pull', 'own.json', '--json');
    expect(pulled.exitCode).toBe(0);
    const verified = await slcWith(offline, 'model', 'verify', 'own.json', '--json');
    expect(verified.exitCode).toBe(0);
    // Of both files, as answers name it.
    expect(JSON.parse(pulled.output).sha256).toBe(JSON.parse(verified.output).sha256);
    expect(JSON.parse(pulled.output).sha256).not.toBe(network.sha256);
  });

  it.each<[string, readonly string[], readonly OtherFile[], RegExp]>([
    [
      'whose weights it does not have',
      ['hf:somebody/a-model'],
      [],
      /somebody\/a-model at [0-9a-f]{12}: expected the file onnx\/cnn-external\.onnx\.data, a part of the model, in the repository/,
    ],
    [
      'that has several',
      ['hf:somebody/a-model'],
      [{ file: 'other.onnx', bytes: Buffer.from('x'), isLarge: true }],
      /it has onnx\/cnn-external\.onnx, other\.onnx: say which with --file/,
    ],
    [
      'whose file has a name that no manifest can have',
      ['hf:somebody/a-model', '--file', 'my model.onnx'],
      [{ file: 'my model.onnx', bytes: Buffer.from('x'), isLarge: true }],
      /somebody\/a-model at [0-9a-f]{12}: my model\.onnx: expected a path of letters, .* download the repository/,
    ],
    ['that is not there', ['hf:somebody/another'], [], /it has no such repository/],
    ['at no revision of it', ['hf:somebody/a-model@gone'], [], /it has no such revision/],
    ['of no name', ['hf:a-model'], [], /expected hf:OWNER\/NAME or hf:OWNER\/NAME@REVISION, got hf:a-model/],
    ['of a name that leads elsewhere', ['hf:somebody/..'], [], /expected hf:OWNER\/NAME/],
  ])('refuses one %s', async (_, args, more, message) => {
    hub = await startHubStandIn(network, more);
    const { exitCode, output, complaints } = await fromHub({}, ...args);
    expect(exitCode).not.toBe(0);
    expect(output).toBe('');
    expect(complaints).toMatch(message);
  });

  it('refuses small files whose bytes are not those that were listed', async () => {
    hub = await startHubStandIn(network, others);
    hub.misbehaviour = { smallBytes: Buffer.from(classes.toString().replace('one', 'two')) };
    const { exitCode, complaints } = await fromHub({}, 'hf:somebody/a-model');
    expect(exitCode).toBe(1);
    expect(complaints).toMatch(/labels\.json at [0-9a-f]{12}: expected git object [0-9a-f]{40}/);
  });

  it('asks nobody where HF_HUB_OFFLINE forbids it, and says what to do', async () => {
    hub = await startHubStandIn(network, others);
    const { exitCode, complaints } = await fromHub({ HF_HUB_OFFLINE: '1' }, 'hf:somebody/a-model');
    expect(exitCode).toBe(1);
    expect(complaints).toMatch(/somebody\/a-model at main: not in the cache, and HF_HUB_OFFLINE forbids/);
    expect(hub.seen).toEqual([]);
  });
});

/** A BMP of 64 x 64, one grey: all channels of it are the same. */
function greyPicture(): Buffer {
  const bytes = Buffer.alloc(54 + 64 * 64 * 3, 0x77);
  bytes.fill(0, 0, 54).write('BM');
  for (const [value, at32] of [
    [bytes.length, 2],
    [54, 10],
    [40, 14],
    [64, 18],
    [64, 22],
  ] as const) {
    bytes.writeUInt32LE(value, at32);
  }
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

describe('slc model manifest with the author’s own answer', () => {
  const { probabilities } = expected['bgr.onnx'];
  const answer = probabilities.map((value: number) => value.toFixed(4)).join(',');
  const golden = (...args: string[]) => {
    cpSync(PICTURE, at('lesion.png'));
    writeFileSync(at('bgr.onnx'), fixture('bgr.onnx'));
    return manifestOf('bgr.onnx', '--golden', 'lesion.png', '--out', 'own.json', ...args);
  };

  it('writes it where ours is the same, and every opening repeats it', async () => {
    const written = await golden('--channels', 'bgr', '--scaling', 'unit', '--expect', answer);
    expect(written).toMatchObject({ exitCode: 0 });
    expect(written.complaints).not.toMatch(/does not tell/);
    const manifest = manifestAt('own.json');
    expect(manifest.goldenAnswers).toEqual([
      {
        file: 'lesion.png',
        sha256: sha256(readFileSync(PICTURE)),
        probabilities: answer.split(',').map(Number),
      },
    ]);
    expect((await slc('model', 'verify', 'own.json')).complaints).toBe('');
    expect((await slc('model', 'inspect', 'own.json')).output).toMatch(
      /golden +its author’s own answer of lesion\.png, repeated at each opening/,
    );
    const wrong = { ...manifest.preprocessing, scale: 1 };
    writeFileSync(at('wrong.json'), JSON.stringify({ ...manifest, preprocessing: wrong }));
    const refused = await slc('model', 'verify', 'wrong.json');
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.complaints).toMatch(
      /golden answer of lesion\.png: expected probability .* within 0\.01, got .*\. Usual causes: the scaling/,
    );
    writeFileSync(at('lesion.png'), 'another image');
    expect((await slc('model', 'verify', 'own.json')).complaints).toMatch(/lesion\.png: expected sha256/);
  });

  it('adds it to a manifest that is there, whatever its temperature and its views, and changes it again', async () => {
    cpSync(PICTURE, at('lesion.png'));
    writeFileSync(at('bgr.onnx'), fixture('bgr.onnx'));
    await manifestOf('bgr.onnx', '--channels', 'bgr', '--scaling', 'unit', '--out', 'own.json');
    const { preprocessing, ...rest } = manifestAt('own.json');
    const before = {
      ...rest,
      summary: 'Of its author.',
      preprocessing: { ...preprocessing, views: 4 },
      temperature: { value: 2, fittedOn: 'images of ours' },
    };
    const wrong = { file: 'lesion.png', sha256: '0'.repeat(64), probabilities: [1, 0, 0, 0, 0, 0, 0] };
    writeFileSync(at('own.json'), JSON.stringify({ ...before, goldenAnswers: [wrong] }));
    const options = ['--golden', 'lesion.png', '--expect', answer];
    const written = await manifestOf('own.json', ...options, '--out', 'own.json');
    expect(written).toMatchObject({ exitCode: 0, output: 'own.json\n' });
    const goldenAnswers = [
      { ...wrong, sha256: sha256(readFileSync(PICTURE)), probabilities: answer.split(',').map(Number) },
    ];
    expect(manifestAt('own.json')).toEqual({ ...before, goldenAnswers });
    expect((await slc('model', 'verify', 'own.json')).exitCode).toBe(0);
  });

  it.each([
    [
      ['own.json'],
      /own\.json: expected a bare model file, it has a manifest already: --golden and --expect add/,
    ],
    [
      ['own.json', '--labels', 'isic-2019', '--size', '64'],
      /--labels and --size: expected a bare model file/,
    ],
    [
      ['own.json', '--golden', 'a.jpg', '--expect', answer, '--out', 'deep/own.json'],
      /the manifest's own folder/,
    ],
    [['own.json', '--golden', 'a.jpg', '--expect', answer, '--out', 'a.jpg'], /expected a new file/],
  ])('refuses of a manifest what is not its answer: %j', async (args, message) => {
    writeFileSync(at('bgr.onnx'), fixture('bgr.onnx'));
    await manifestOf('bgr.onnx', '--out', 'own.json');
    const { exitCode, output, complaints } = await manifestOf(...args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaints).toMatch(message);
  });

  it('says which other recipe agrees, also where ours is within the tolerance by chance, and writes nothing', async () => {
    const { exitCode, output, complaints } = await golden('--scaling', 'unit', '--expect', answer);
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: '' });
    expect(complaints).toMatch(
      /--golden lesion\.png: expected probability 0\.\d+ for MEL .*, got 0\.\d+\. It agrees with --channels bgr\n/,
    );
    expect(() => manifestAt('own.json')).toThrow();
  });

  it('says where the image does not tell one recipe from another', async () => {
    writeFileSync(at('grey.bmp'), greyPicture());
    writeFileSync(at('bgr.onnx'), fixture('bgr.onnx'));
    const options = ['--scaling', 'unit', '--labels', 'ham10000-28x28'];
    const known = await slc('classify', '--model', 'bgr.onnx', ...options, '--json', 'grey.bmp');
    const { predictions } = JSON.parse(known.output);
    const order = ['AKIEC', 'BCC', 'BKL', 'DF', 'NV', 'VASC', 'MEL'];
    const given = order.map((id) => predictions.find((each: { class: string }) => each.class === id));
    const probabilities = given.map(({ probability }) => probability.toFixed(6)).join(',');
    const args = ['--golden', 'grey.bmp', '--expect', probabilities, ...options, '--out', 'own.json'];
    const { exitCode, complaints } = await manifestOf('bgr.onnx', ...args);
    expect(exitCode).toBe(0);
    expect(complaints).toMatch(
      /--golden grey\.bmp: this image does not tell the recipe from others that agree as well: --channels bgr\n/,
    );
  });

  it.each([
    [['--expect', '0.5'], 2, /--expect: expected \d+ probabilities, one for each class, got 2/],
    [['--expect', '4.2,-1'], 2, /--expect.*expected probabilities from 0 to 1, .* got 4\.2/],
    [['--expect', '0.2,0.3'], 2, /--expect.*which sum to 1, these sum to 0\.5: are they logits/],
    [[], 2, /--golden: expected --expect too/],
  ])('refuses what is no answer: %j', async (args, code, message) => {
    const { exitCode, output, complaints } = await golden(...args);
    expect({ exitCode, output }).toEqual({ exitCode: code, output: '' });
    expect(complaints).toMatch(message);
  });
});

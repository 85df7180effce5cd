import { type Precision, SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { type ChooseEngineOptions, openOnChosenEngine, SlowerThanCpu } from './choose-engine.js';
import type { EngineChoice, EngineName } from './engine-names.js';
import { ENGINES, type EngineDefinition, type Engines } from './engines.js';

interface World {
  /** Installed beside onnx and tfjs-wasm. */
  readonly installed?: readonly EngineName[];
  /** Not available, though installed: no GPU, or no library for this machine. */
  readonly absent?: readonly EngineName[];
  /** Available, but fails with the model. */
  readonly failing?: readonly EngineName[];
  /** A program that does the work of a GPU. */
  readonly software?: readonly EngineName[];
  /** Works, and is no faster than the CPU. */
  readonly slow?: readonly EngineName[];
  /** There is a GPU that WebGPU may use; it is part of every installation. */
  readonly seesGpu?: boolean;
  readonly unreadable?: boolean;
  readonly precision?: Precision;
  readonly signal?: AbortSignal;
}

const PRECISIONS_OF: Partial<Record<EngineName, readonly Precision[]>> = {
  onnx: ['float32', 'int8'],
  'onnx-webgpu': ['float32', 'float16'],
};

async function choose(
  choice: EngineChoice,
  { installed = [], absent = [], failing = [], software = [], slow = [], seesGpu = false, ...rest }: World,
) {
  const names = Object.keys(ENGINES) as EngineName[];
  const engines = Object.fromEntries(
    names.map((name): [EngineName, EngineDefinition] => [
      name,
      {
        ...ENGINES[name],
        precisions: PRECISIONS_OF[name] ?? ['float32'],
        isInstalled: () => isEverywhere(name) || installed.includes(name),
        ...(name === 'onnx-webgpu' && { seesDevice: () => seesGpu }),
      },
    ]),
  ) as Record<EngineName, EngineDefinition> satisfies Engines;
  const nameOf = ({ moduleUrl }: EngineDefinition) =>
    names.find((name) => engines[name].moduleUrl === moduleUrl) ?? 'onnx';
  const probed: string[] = [];
  const read: string[] = [];
  const givenUp: string[] = [];
  const options: ChooseEngineOptions<string, string> = {
    engines,
    precision: rest.precision ?? 'float32',
    signal: rest.signal,
    async probe(engine) {
      const name = nameOf(engine);
      probed.push(name);
      const isHere = isEverywhere(name) || installed.includes(name);
      if (!isHere || absent.includes(name)) throw new Error(`no ${name} here`);
      return { description: `device of ${name}`, isSoftware: software.includes(name) };
    },
    async read(format) {
      if (rest.unreadable) throw new SlcError('invalid_model', 'not a model');
      read.push(format);
      return format;
    },
    async start({ name, reason, mustBeFaster }, model) {
      if (mustBeFaster && slow.includes(name)) throw new SlowerThanCpu('9 ms, on the CPU in 3 ms');
      if ([...failing, ...absent].includes(name)) throw new SlcError('model_not_ready', `${name} failed`);
      return `${name} on ${model}, ${reason}`;
    },
    onGivenUp: (name) => givenUp.push(name),
  };
  const outcome = await openOnChosenEngine(choice, options).catch((error: SlcError) => error);
  return { outcome, probed, read, givenUp };
}

const isEverywhere = (name: EngineName) => ENGINES[name].isAlwaysThere || name === 'onnx-webgpu';

describe('an engine without the precision', () => {
  const installed = ['tfjs-gpu'] as const;

  it('is passed over by auto', async () => {
    const { outcome } = await choose('auto', { installed, precision: 'int8' });
    expect(outcome).toBe(
      'onnx on onnx, auto: on the CPU; tfjs-gpu has no int8; onnx-cuda has no int8; onnx-webgpu has no int8',
    );
  });

  it('is refused by name', async () => {
    const { outcome, probed, read } = await choose('tfjs-gpu', { installed, precision: 'int8' });
    expect(outcome).toMatchObject({ code: 'invalid_request' });
    expect(String(outcome)).toMatch(
      /engine tfjs-gpu: expected an engine that computes in int8 \(onnx\), it does not/,
    );
    expect([...probed, ...read]).toEqual([]);
  });

  it('is refused by auto where no other works, with why each was passed over', async () => {
    const { outcome } = await choose('auto', { precision: 'float16' });
    expect(outcome).toMatchObject({ code: 'invalid_request' });
    expect(String(outcome)).toMatch(
      /float16 \(.*\), none works here: tfjs-gpu has no float16; onnx-cuda has no float16; onnx-webgpu sees no GPU; onnx has no float16; tfjs-wasm has no float16$/,
    );
  });
});

describe('the engine that auto takes', () => {
  it('is onnxruntime on the CPU where no GPU engine is installed, without asking any process', async () => {
    expect(await choose('auto', {})).toEqual({
      outcome:
        'onnx on onnx, auto: on the CPU; tfjs-gpu is not installed; onnx-cuda is not installed; onnx-webgpu sees no GPU',
      probed: [],
      read: ['onnx'],
      givenUp: [],
    });
  });

  it('is TensorFlow on the GPU where there is one', async () => {
    const { outcome, read } = await choose('auto', { installed: ['tfjs-gpu', 'onnx-cuda'] });
    expect(outcome).toBe('tfjs-gpu on tfjs, auto: device of tfjs-gpu');
    expect(read).toEqual(['tfjs']);
  });

  it('is onnxruntime on the GPU where only that one finds it', async () => {
    const world = { installed: ['tfjs-gpu', 'onnx-cuda'], absent: ['tfjs-gpu'] } as const;
    const { outcome, givenUp, read } = await choose('auto', world);
    expect(outcome).toMatch(/^onnx-cuda on onnx, auto: device of onnx-cuda; tfjs-gpu was given up \(engine/);
    expect(givenUp).toEqual(['tfjs-gpu']);
    expect(read).toEqual(['onnx']);
  });

  it('is WebGPU where the machine has a GPU, and neither TensorFlow nor CUDA', async () => {
    const { outcome, probed } = await choose('auto', { seesGpu: true });
    expect(outcome).toMatch(/^onnx-webgpu on onnx, auto: device of onnx-webgpu; tfjs-gpu is not installed/);
    expect(probed).toEqual(['onnx-webgpu']);
  });

  it('is the CPU where a GPU is no faster, and that is no fault', async () => {
    const { outcome, givenUp } = await choose('auto', { seesGpu: true, slow: ['onnx-webgpu'] });
    expect(outcome).toMatch(/^onnx on .*onnx-webgpu is no faster than the CPU \(9 ms, on the CPU in 3 ms\)/);
    expect(givenUp).toEqual([]);
  });

  it('is never a GPU that is a program: no model is read for it', async () => {
    const { outcome, read, givenUp } = await choose('auto', { seesGpu: true, software: ['onnx-webgpu'] });
    expect(outcome).toMatch(/^onnx on .*onnx-webgpu is no faster than the CPU \(device of onnx-webgpu\)/);
    expect([read, givenUp]).toEqual([['onnx'], []]);
  });

  it('is the CPU where there is a GPU, and no driver for WebGPU, and that is reported', async () => {
    const { outcome, givenUp } = await choose('auto', { seesGpu: true, absent: ['onnx-webgpu'] });
    expect(outcome).toMatch(/^onnx on .*onnx-webgpu was given up/);
    expect(givenUp).toEqual(['onnx-webgpu']);
  });

  it('is the CPU where the GPU fails with the model, and that is reported', async () => {
    const { outcome, givenUp } = await choose('auto', { installed: ['tfjs-gpu'], failing: ['tfjs-gpu'] });
    expect(outcome).toMatch(/^onnx on onnx, .*tfjs-gpu was given up \(tfjs-gpu failed\)/);
    expect(givenUp).toEqual(['tfjs-gpu']);
  });

  it('is WebAssembly where onnxruntime has no library for the machine', async () => {
    const { outcome, givenUp } = await choose('auto', { absent: ['onnx'] });
    expect(outcome).toMatch(/^tfjs-wasm on tfjs/);
    expect(givenUp).toEqual(['onnx']);
  });

  it('is none where onnxruntime works and finds something wrong with the model', async () => {
    const { outcome, givenUp } = await choose('auto', { failing: ['onnx'] });
    expect(outcome).toMatchObject({ message: 'onnx failed' });
    expect(givenUp).toEqual([]);
  });

  it('is none where the model cannot be read, and no engine is blamed for it', async () => {
    const { outcome, givenUp } = await choose('auto', { installed: ['tfjs-gpu'], unreadable: true });
    expect(outcome).toMatchObject({ code: 'invalid_model', message: 'not a model' });
    expect(givenUp).toEqual([]);
  });

  it('is none where every one fails: the last one’s error is reported', async () => {
    const { outcome, givenUp } = await choose('auto', { absent: ['onnx', 'tfjs-wasm'] });
    expect(outcome).toMatchObject({ message: 'tfjs-wasm failed' });
    expect(givenUp).toEqual(['onnx', 'tfjs-wasm']);
  });

  it('is none where the opening was stopped', async () => {
    const world = { installed: ['tfjs-gpu'], failing: ['tfjs-gpu'], signal: AbortSignal.abort() } as const;
    const { outcome, givenUp } = await choose('auto', world);
    expect(outcome).toBeInstanceOf(SlcError);
    expect(givenUp).toEqual([]);
  });
});

describe('an engine that was chosen by name', () => {
  it.each(['onnx', 'tfjs-wasm'] as const)('is taken without asking, when it is %s', async (name) => {
    const { outcome, probed } = await choose(name, {});
    expect(outcome).toMatch(new RegExp(`^${name} on .*, chosen by the setting$`));
    expect(probed).toEqual([]);
  });

  it.each(['tfjs-gpu', 'tfjs-cpu', 'onnx-cuda'] as const)(
    'is an error when it is %s and not available, before any model is read',
    async (name) => {
      const { outcome, read, givenUp } = await choose(name, {});
      const message = `engine ${name}: not available here. no ${name} here`;
      expect(outcome).toMatchObject({ code: 'model_not_ready', message });
      expect([read, givenUp]).toEqual([[], []]);
    },
  );

  it('is taken although it is slow and a program', async () => {
    const world = { slow: ['onnx-webgpu'], software: ['onnx-webgpu'] } as const;
    const { outcome } = await choose('onnx-webgpu', world);
    expect(outcome).toBe('onnx-webgpu on onnx, chosen by the setting: device of onnx-webgpu');
  });

  it('is never replaced by another when it fails', async () => {
    const { outcome, givenUp } = await choose('tfjs-gpu', { installed: ['tfjs-gpu'], failing: ['tfjs-gpu'] });
    expect(outcome).toMatchObject({ message: 'tfjs-gpu failed' });
    expect(givenUp).toEqual([]);
  });
});

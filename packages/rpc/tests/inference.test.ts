import { SlcError } from '@slc/domain';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { InferAnswer, InferenceHandlers, InferRequest, ReceivedInferRequest } from '../src/index.js';
import { exampleAnswer, startPair } from './examples.js';

let pair: Awaited<ReturnType<typeof startPair>> | undefined;
afterEach(() => pair?.close());

const call = { timeoutMs: 20_000 };
const asked = { name: 'a-model', version: '1' };

const tensor = { name: 'image', datatype: 'BYTES', shape: [-1] } as const;
const figures = { name: 'probabilities', datatype: 'FP32', shape: [-1, 7] } as const;

const request: InferRequest = {
  modelName: 'a-model',
  modelVersion: '',
  id: 'seven',
  parameters: new Map([['timeout', 5_000_000]]),
  inputs: [{ name: 'image', datatype: 'BYTES', shape: [2], data: [Buffer.from('one'), Buffer.from('two')] }],
  outputs: [{ name: 'probabilities', parameters: new Map([['classification', 3]]) }],
};

const answer: InferAnswer = {
  modelName: 'a-model',
  modelVersion: '1',
  id: 'seven',
  parameters: new Map([['stand_in', true]]),
  outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [2, 1], data: Float32Array.of(0.25, 0.75) }],
  isRaw: true,
};

describe('the Open Inference Protocol', () => {
  it('gives the server’s handlers what the client asks, and the client what they answer', async () => {
    const received: unknown[] = [];
    const note =
      <Answer>(given: Answer) =>
      (what: unknown) => {
        received.push(what);
        return given;
      };
    const answers = {
      serverMetadata: { name: 'a server', version: '1', extensions: ['classification'] },
      modelMetadata: {
        name: 'a-model',
        versions: ['1'],
        platform: 'onnxruntime_onnx',
        inputs: [tensor],
        outputs: [figures, { ...tensor, name: 'verdict' }],
      },
      modelConfig: {
        name: 'a-model-pixels',
        platform: 'onnxruntime_onnx',
        maxBatchSize: 64,
        input: [{ name: 'pixels', datatype: 'UINT8', dims: [224, 224, 3], isPicture: true }],
        output: [{ name: 'sets', datatype: 'BOOL', dims: [7], isPicture: false }],
      },
      repositoryIndex: [
        { name: 'a-model', version: '1', isReady: true, reason: '' },
        { name: 'b', version: '1', isReady: false, reason: 'starting' },
      ],
    } as const;
    const handlers: InferenceHandlers = {
      serverLive: () => true,
      serverReady: () => true,
      modelReady: note(true),
      serverMetadata: () => answers.serverMetadata,
      modelMetadata: note(answers.modelMetadata),
      modelConfig: note(answers.modelConfig),
      repositoryIndex: note(answers.repositoryIndex),
      modelInfer: note(answer),
    };
    pair = await startPair(handlers);
    const { client } = pair;
    expect(await client.serverLive(call)).toBe(true);
    expect(await client.serverReady(call)).toBe(true);
    expect(await client.modelReady(asked, call)).toBe(true);
    expect(await client.serverMetadata(call)).toEqual(answers.serverMetadata);
    expect(await client.modelMetadata(asked, call)).toEqual(answers.modelMetadata);
    expect(await client.modelConfig(asked, call)).toEqual(answers.modelConfig);
    expect(await client.repositoryIndex({ isReady: true }, call)).toEqual(answers.repositoryIndex);
    expect(await client.modelInfer(request, call)).toEqual(answer);
    const sent: ReceivedInferRequest = { ...request, isRaw: true };
    expect(received).toEqual([asked, asked, asked, { isReady: true }, sent]);
  });

  it('shares the limit of calls that Classify has', async () => {
    const shed = () => new SlcError('overloaded', 'full', { retryAfterMs: 5 });
    const limit = { calls: 1, shed };
    let end = (_: InferAnswer) => {};
    pair = await startPair(
      {
        modelInfer: () => new Promise((resolve) => (end = resolve)),
      },
      { server: { limits: { classify: limit, modelInfer: limit } } },
    );
    const { client } = pair;
    const image = Buffer.from('an image');
    const held = client.modelInfer(request, call);
    // As long as it holds the one place.
    await vi.waitFor(() =>
      expect(client.classify({ image }, call)).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 5 }),
    );
    end(answer);
    expect(await held).toEqual(answer);
    // The server learns after its caller that a call has ended.
    await vi.waitFor(async () => expect(await client.classify({ image }, call)).toEqual(exampleAnswer));
  });

  it('has the code of what is wrong with a request, and is refused without the token', async () => {
    pair = await startPair({}, { server: { authToken: 'secret' }, client: { authToken: 'secret' } });
    await expect(pair.client.modelInfer(request, call)).rejects.toMatchObject({ code: 'not_found' });
    const wrong = { ...request, inputs: [{ ...request.inputs[0], shape: [3] }] } as InferRequest;
    await expect(pair.client.modelInfer(wrong, call)).rejects.toMatchObject({ code: 'invalid_request' });
    await pair.close();
    pair = await startPair({}, { server: { authToken: 'secret' } });
    await expect(pair.client.serverLive(call)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

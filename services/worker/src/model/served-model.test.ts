import type { Classifier } from '@slc/classifier';
import { modelState, SlcError } from '@slc/domain';
import type { FetchReport, NamedModel, ResolvedModel } from '@slc/models';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServedModel } from './served-model.js';

type LocatedModel = Extract<ResolvedModel, { kind: 'manifest' }>;

// Models and classifiers are known here by their id alone.
const named = (id: string, kind: NamedModel['kind'] = 'manifest') =>
  ({ kind, manifest: { id } }) as unknown as NamedModel & ResolvedModel;
const idOf = (model: NamedModel) => (model as LocatedModel).manifest.id;

function deferred<T>() {
  let resolve = (_: T) => {};
  let reject = (_: unknown) => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** A served model whose openings and downloads end when the test says so. */
function setUp(configured: NamedModel, isCached = true) {
  const closed: string[] = [];
  const openings = new Map<string, ReturnType<typeof deferred<Classifier>>>();
  const opening = (id: string) => {
    const known = openings.get(id) ?? deferred<Classifier>();
    openings.set(id, known);
    return known;
  };
  const download = deferred<FetchReport>();
  const setting = { model: configured };
  const model = new ServedModel({
    name: async () => setting.model,
    store: {
      isOffline: false,
      find: async (hub) => (isCached ? (named(hub.manifest.id) as LocatedModel) : null),
      async *fetch() {
        yield await download.promise;
      },
    },
    standIn: async () => named('compact'),
    open: (resolved) => opening(idOf(resolved)).promise,
    observe: () => {},
  });
  return {
    model,
    closed,
    setting,
    hasBegun: (id: string) => vi.waitFor(() => expect(openings.has(id)).toBe(true)),
    downloaded: (id: string) => download.resolve({ kind: 'done', model: named(id) as LocatedModel }),
    fails: (id: string, error: Error) => opening(id).reject(error),
    opens(id: string) {
      const close = async ({ drainMs = 0 } = {}) => {
        closed.push(`${id} ${drainMs}`);
      };
      const classifier = { manifest: { id }, state: modelState('ready'), queueDepth: 0, close };
      opening(id).resolve(classifier as unknown as Classifier);
    },
    serves: (id: string) => vi.waitFor(() => expect(model.info().manifest?.id).toBe(id)),
  };
}

afterEach(() => vi.useRealTimers());

describe('the model that serves', () => {
  it('is replaced by a reload, and finishes its calls', async () => {
    const { model, setting, closed, opens, serves } = setUp(named('first'));
    opens('first');
    await model.open();
    setting.model = named('second');
    opens('second');
    model.reload();
    await serves('second');
    expect(closed).toEqual(['first 60000']);
    await model.close();
    await model.close();
    expect(closed.slice(0, 2)).toEqual(['first 60000', 'second 0']);
  });

  it('goes on when a reload fails', async () => {
    const { model, setting, closed, opens, fails } = setUp(named('first'));
    opens('first');
    await model.open();
    setting.model = named('second');
    fails('second', new SlcError('invalid_model', 'It is broken.'));
    model.reload();
    await vi.waitFor(() => expect(model.state.reason).not.toBe(''));
    expect(model.state).toEqual(
      modelState('ready', 'The model cannot be served: It is broken. What served before goes on.'),
    );
    expect(model.classifier().manifest.id).toBe('first');
    expect(closed).toEqual([]);
  });
});

describe('a stand-in', () => {
  it('is opened at once when the model must be fetched, and replaced by it', async () => {
    const { model, closed, opens, serves, downloaded } = setUp(named('full', 'hub'), false);
    opens('compact');
    await model.open();
    expect(model.state).toEqual(modelState('ready', 'The full model is being fetched.'));
    downloaded('full');
    opens('full');
    await serves('full');
    expect(model.state).toEqual(modelState('ready'));
    expect(closed).toEqual(['compact 60000']);
  });

  it('is opened beside a cached model that takes over a second, and closed when it comes too late', async () => {
    vi.useFakeTimers();
    const { model, closed, opens, hasBegun } = setUp(named('full', 'hub'));
    const ready = model.open();
    await vi.advanceTimersByTimeAsync(1_000);
    await hasBegun('compact');
    opens('full');
    await ready;
    opens('compact');
    await vi.waitFor(() => expect(closed).toEqual(['compact 0']));
    expect(model.classifier().manifest.id).toBe('full');
  });

  it('answers for no broken file of the user', async () => {
    const { model, fails } = setUp(named('own'));
    fails('own', new SlcError('invalid_model', 'It is broken.'));
    await expect(model.open()).rejects.toThrow('It is broken.');
    expect(() => model.classifier()).toThrow('The model cannot be served: It is broken.');
  });

  it('that fails too leaves nothing to wait for', async () => {
    const { model, fails } = setUp(named('full', 'hub'));
    fails('full', new SlcError('invalid_model', 'It is broken.'));
    fails('compact', new SlcError('invalid_model', 'So is the compact one.'));
    await expect(model.open()).rejects.toThrow('So is the compact one.');
  });
});

it('a model that opens after the stop is closed', async () => {
  const { model, closed, opens, hasBegun } = setUp(named('late'));
  const ready = model.open();
  await hasBegun('late');
  model.stop();
  await expect(ready).rejects.toMatchObject({ code: 'cancelled' });
  opens('late');
  await model.close();
  expect(closed).toEqual(['late 0']);
  expect(model.state.phase).toBe('stopping');
});

import type { Classifier } from '@slc/classifier';
import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { ServedModel } from '../model/served-model.js';
import { findModel, modelNames } from './find-model.js';

const notReady = new SlcError('model_not_ready', 'starting');

/** Only what names are read from. */
function served({ configured, serving }: { configured?: string; serving?: string }): ServedModel {
  const manifest = (id: string | undefined) => (id === undefined ? null : { id });
  return {
    configured: manifest(configured),
    info: () => ({ manifest: manifest(serving ?? configured) }),
    classifier: (): Classifier => {
      if (serving === undefined) throw notReady;
      return { manifest: { id: serving } } as unknown as Classifier;
    },
  } as unknown as ServedModel;
}

const version = '';

describe('a model', () => {
  it('is found by its id for images, and with -pixels for pixels', () => {
    const model = served({ configured: 'a', serving: 'a' });
    expect(modelNames(model)).toEqual(['a', 'a-pixels']);
    expect(findModel(model, { name: 'a', version })).toMatchObject({ name: 'a', kind: 'image' });
    expect(findModel(model, { name: 'a-pixels', version: '1' })).toMatchObject({ kind: 'pixels' });
  });

  it('is a pixels model only by the suffix: an id may end so itself', () => {
    const model = served({ serving: 'b-pixels' });
    expect(findModel(model, { name: 'b-pixels', version })).toMatchObject({ kind: 'image' });
    expect(findModel(model, { name: 'b-pixels-pixels', version })).toMatchObject({ kind: 'pixels' });
  });

  it('that is configured is answered by the stand-in while that serves, under either name', () => {
    const model = served({ configured: 'full', serving: 'compact' });
    expect(modelNames(model)).toEqual(['full', 'full-pixels', 'compact', 'compact-pixels']);
    const { name, classifier } = findModel(model, { name: 'full', version });
    expect([name, classifier.manifest.id]).toEqual(['full', 'compact']);
  });

  it('of another name or version is not found, also while nothing serves', () => {
    const model = served({ configured: 'full' });
    const find =
      (name: string, asked = '') =>
      () =>
        findModel(model, { name, version: asked });
    expect(find('other')).toThrow(/^model "other": expected one of full, full-pixels$/);
    expect(find('full', '2')).toThrow(/^model full: expected version 1 or none, got "2"$/);
    expect(find('x'.repeat(5_000))).toThrow(/^model "x{100}…": /);
    expect(find('full')).toThrow(notReady);
  });

  it('may still turn out to be there while no name is known', () => {
    expect(() => findModel(served({}), { name: 'anything', version })).toThrow(notReady);
  });
});

import { LABEL_SETS } from '@slc/domain';
import { expect, it } from 'vitest';
import { COMPACT, serving } from '../../tests/example-models.js';
import { toModelInfoAnswer } from './schemas.js';

it('encodes a manifest once for all answers about its model, and another one again', () => {
  const { manifest } = toModelInfoAnswer(serving(COMPACT));
  expect(manifest).toMatchObject({ id: COMPACT.id, labels: LABEL_SETS.ham10000.map(({ id }) => id) });
  expect(toModelInfoAnswer(serving(COMPACT)).manifest).toBe(manifest);
  expect(toModelInfoAnswer(serving({ ...COMPACT, id: 'other' })).manifest).toMatchObject({ id: 'other' });
});

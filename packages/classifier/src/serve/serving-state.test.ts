import { expect, it } from 'vitest';
import { createServingState } from './serving-state.js';

it('is ready while an engine answers and images are decoded, and tells each change once', () => {
  const told: string[] = [];
  const state = createServingState(({ phase, reason }) => told.push(reason || phase));
  expect(state.now.phase).toBe('ready');
  state.setEngines({ live: 2, responsive: 1 });
  state.setEngines({ live: 1, responsive: 0 });
  state.setDecoding(true);
  state.setEngines({ live: 0, responsive: 0 });
  state.setEngines({ live: 1, responsive: 1 });
  expect(state.now.phase).toBe('recovering');
  state.setDecoding(false);
  expect(told).toEqual([
    'The engine has not answered for a while.',
    'The engine stopped and is being replaced.',
    'No image has been decoded for a while.',
    'ready',
  ]);
});

import { expect, it } from 'vitest';
import { createServingState } from './serving-state.js';

it('is ready while an engine answers and images are decoded, and reports each change once', () => {
  const seen: string[] = [];
  const state = createServingState({
    engines: { live: 2, responsive: 2 },
    isStalled: false,
    onChange: ({ phase, reason }) => seen.push(reason || phase),
  });
  expect(state.now.phase).toBe('ready');
  state.setEngines({ live: 2, responsive: 1 });
  state.setEngines({ live: 1, responsive: 0 });
  state.setStalled(true);
  state.setEngines({ live: 0, responsive: 0 });
  state.setEngines({ live: 1, responsive: 1 });
  expect(state.now.phase).toBe('recovering');
  state.setStalled(false);
  expect(seen).toEqual([
    'The engine has not answered for a while.',
    'The engine stopped and is being replaced.',
    'No image has been decoded for a while.',
    'ready',
  ]);
});

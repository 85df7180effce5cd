import { type ModelState, modelState } from '@slc/domain';
import type { EngineCounts } from '@slc/engine';

const READY = modelState('ready');
const RECOVERING = modelState('recovering', 'The engine stopped and is being replaced.');
const SILENT = modelState('recovering', 'The engine has not answered for a while.');
const STALLED = modelState('recovering', 'No image has been decoded for a while.');

/** Whether an opened model can answer, which follows from its engines and from decoding. */
export interface ServingState {
  readonly now: ModelState;
  setEngines(engines: EngineCounts): void;
  setStalled(isStalled: boolean): void;
}

export interface ServingStateOptions {
  /** At the beginning. */
  readonly engines: EngineCounts;
  readonly isStalled: boolean;
  onChange(state: ModelState): void;
}

export function createServingState(options: ServingStateOptions): ServingState {
  let { engines, isStalled } = options;
  let now = stateOf();

  function stateOf(): ModelState {
    if (engines.responsive === 0) return engines.live > 0 ? SILENT : RECOVERING;
    return isStalled ? STALLED : READY;
  }

  function update(): void {
    const next = stateOf();
    if (next === now) return;
    now = next;
    options.onChange(now);
  }

  return {
    get now() {
      return now;
    },
    setEngines(counts) {
      engines = counts;
      update();
    },
    setStalled(value) {
      isStalled = value;
      update();
    },
  };
}

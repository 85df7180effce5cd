import { type ModelState, modelState } from '@slc/domain';

const READY = modelState('ready');
const RECOVERING = modelState('recovering', 'The engine stopped and is being replaced.');
const SILENT = modelState('recovering', 'The engine has not answered for a while.');
const STALLED = modelState('recovering', 'No image has been decoded for a while.');

/** How an opened model stands, as its engines and its decoding do. */
export interface ServingState {
  readonly now: ModelState;
  /** @param responsive those of the `live` that answer */
  setEngines(engines: { readonly live: number; readonly responsive: number }): void;
  setDecoding(isStalled: boolean): void;
}

/** @param onChange called when it stands otherwise than before; it begins as ready */
export function createServingState(onChange: (state: ModelState) => void): ServingState {
  let engines = READY;
  let decoding = READY;
  let now = READY;

  function update(): void {
    const next = engines === READY ? decoding : engines;
    if (next === now) return;
    now = next;
    onChange(now);
  }

  return {
    get now() {
      return now;
    },
    setEngines({ live, responsive }) {
      engines = responsive > 0 ? READY : live > 0 ? SILENT : RECOVERING;
      update();
    },
    setDecoding(isStalled) {
      decoding = isStalled ? STALLED : READY;
      update();
    },
  };
}

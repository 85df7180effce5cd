import {
  EXPLANATION_METHOD_NAMES,
  type Explanation,
  type Framing,
  framedRegion,
  type Verdict,
} from '@slc/domain';
import { drawLabel } from './draw-label.js';
import { paintMap } from './overlay.js';
import type { Pixels } from './pixels.js';

export interface HeatMapOptions {
  readonly explanation: Explanation;
  /** Of the whole answer. */
  readonly verdict: Verdict;
  /** Of the model, which decides what part of the image the map is of. */
  readonly framing: Framing;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Turns an image into the picture of an explanation's map: at the image's own size, grey where the map does not hold, with what it is
 * written into it, because a viewer may show nothing else.
 *
 * @param image its own pixels change
 * @throws SlcError `cancelled` or `deadline_exceeded` when the signal aborts
 */
export async function drawHeatMap(image: Pixels, options: HeatMapOptions): Promise<Pixels> {
  const { explanation, verdict, framing, signal } = options;
  const { method, check } = explanation;
  await paintMap(image, explanation, {
    region: framedRegion(image, framing),
    isGreyed: !check.holds,
    signal,
  });
  drawLabel(image, [
    'Research only. Not a diagnosis.',
    `${EXPLANATION_METHOD_NAMES[method]} map, class ${explanation.class}. Verdict: ${verdict}.`,
    ...(check.holds ? [] : ['The map does not show what the answer rests on.']),
  ]);
  return image;
}

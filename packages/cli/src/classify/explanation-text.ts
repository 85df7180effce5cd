import { describeMap, type Explanation, type MapRegion } from '@slc/domain';
import { percent } from './percent.js';

const REGION_WORDS: Readonly<Record<MapRegion, string>> = {
  'upper-left': 'in the upper left',
  upper: 'at the top',
  'upper-right': 'in the upper right',
  left: 'on the left',
  centre: 'in the centre',
  right: 'on the right',
  'lower-left': 'in the lower left',
  lower: 'at the bottom',
  'lower-right': 'in the lower right',
};

/** Where the answer comes from, and what the check says of that: one line. */
export function explanationText(explanation: Explanation): string {
  const { method, check } = explanation;
  const seen = describeMap(explanation);
  if (!seen) return `${method}: the map of ${explanation.class} shows nothing`;
  const checked = `without its strongest fifth the probability ${changed(check.drop)}, without other fifths it ${changed(check.randomDrop)}`;
  if (!check.holds) return `${method}: the map does not show what the answer rests on: ${checked}`;
  const share = `${percent(seen.share)} of the picture is above half of it`;
  return `${method}: strongest ${REGION_WORDS[seen.region]}, ${share}; ${checked}`;
}

/** @param drop negative for a rise */
function changed(drop: number): string {
  const points = (100 * Math.abs(drop)).toFixed(1);
  if (points === '0.0') return 'stays';
  return `${drop > 0 ? 'falls' : 'rises'} by ${points} points`;
}

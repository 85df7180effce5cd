import { expect, it } from 'vitest';
import { isPhotograph, isSecondaryCapture } from './photographs.js';

const STORAGE = '1.2.840.10008.5.1.4.1.1';

it('looks into what may be a photograph, and into no video, slide or document of the same modality', () => {
  const cases: [string | null, boolean, boolean][] = [
    [`${STORAGE}.77.1.7`, true, false],
    [`${STORAGE}.77.1.4`, true, false],
    [`${STORAGE}.7`, true, true],
    [`${STORAGE}.7.4`, true, true],
    [null, true, true],
    [`${STORAGE}.77.1.4.1`, false, false],
    [`${STORAGE}.77.1.6`, false, false],
    [`${STORAGE}.104.1`, false, false],
    [`${STORAGE}.88.34`, false, false],
  ];
  for (const [sopClass, photograph, capture] of cases) {
    const found = { study: '1', series: '2', instance: '3', modality: 'XC', sopClass };
    expect([sopClass, isPhotograph(found), isSecondaryCapture(found)]).toEqual([
      sopClass,
      photograph,
      capture,
    ]);
  }
});

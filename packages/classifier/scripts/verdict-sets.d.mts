import type { Verdict } from '@slc/domain';
import type { Classifier } from '../src/index.js';

type ReadPicture = () => Promise<Uint8Array>;

export const SETS_OF_NOTHING: Readonly<Record<string, ReadPicture>>;
export const SPOILED: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>>;
export function countVerdicts(
  classifier: Classifier,
  pictures: readonly ReadPicture[],
): Promise<Record<Verdict, number>>;

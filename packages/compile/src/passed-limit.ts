import { SlcError } from '@slc/domain';
import type { ChildLimits } from './child-limits.js';
import type { LimitsPassed } from './limits-protocol.js';

/** What is said of a model whose process passed a limit. */
export function passedLimit(passed: LimitsPassed, limits: ChildLimits, cause: unknown): SlcError {
  return new SlcError('unsupported_model', sentenceOf(passed, limits), { cause });
}

function sentenceOf(passed: LimitsPassed, { memoryBytes, memoryPerByte, ...limits }: ChildLimits): string {
  const [trialSeconds, totalSeconds] = [limits.trialMs / 1000, limits.totalMs / 1000];
  switch (passed) {
    case 'memory': {
      const mebibytes = Math.round(memoryBytes / 2 ** 20);
      return `expected a network that runs on one picture in ${mebibytes} MiB and ${memoryPerByte} times its size, it takes more memory`;
    }
    case 'trial-time':
      return `expected an answer of one picture within ${trialSeconds} s of processor time, it takes longer`;
    case 'total-time':
      return `expected a model that is read and tried within ${totalSeconds} s of processor time, it takes longer`;
    default:
      return passed satisfies never;
  }
}

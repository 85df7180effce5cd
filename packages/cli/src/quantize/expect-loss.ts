import { SlcError } from '@slc/domain';
import { type PrecisionLoss, worstLoss } from '@slc/evaluation';

/** @throws SlcError `unsupported_model` where int8 loses more than is allowed, saying what */
export function expectLoss(loss: PrecisionLoss, maxLoss: number): void {
  const worst = worstLoss(loss);
  if (worst <= maxLoss) return;
  const what =
    loss.accuracy === null
      ? `${worst.toFixed(4)} of the top classes change`
      : `accuracy falls by ${loss.accuracy.value.toFixed(4)}, balanced accuracy by ${loss.balancedAccuracy?.value.toFixed(4)}`;
  const message = `int8 loses too much: ${what}, at most ${maxLoss} is allowed (--max-loss). Nothing was written.`;
  throw new SlcError('unsupported_model', message);
}

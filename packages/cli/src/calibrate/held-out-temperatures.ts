import type { ModelCalibration } from '@slc/evaluation';

/** (n), each image's temperature, fitted without its fold. */
export function heldOutTemperatures({ heldOut }: Pick<ModelCalibration, 'heldOut'>): readonly number[] {
  // Safe: each image's fold is one of those that have a temperature.
  return Array.from(heldOut.folds, (fold) => heldOut.temperatures[fold] as number);
}

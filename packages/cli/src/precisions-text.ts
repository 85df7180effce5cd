import type { ModelManifest } from '@slc/domain';
import { withSign } from './text-parts.js';

/** What a model can be computed in by what its manifest has measured, and what that costs. */
export function precisionsText({ precisions }: Pick<ModelManifest, 'precisions'>): string {
  const { int8 } = precisions ?? {};
  if (!int8) return 'float32; int8 is not measured: slc quantize';
  const { agreement, balancedAccuracy } = int8.loss;
  const same = `same top class ${agreement.value.toFixed(4)}`;
  const fall = balancedAccuracy && `balanced accuracy ${withSign(-balancedAccuracy.value, 4)}`;
  const loss = [same, ...(fall ? [fall] : [])].join(', ');
  const float = int8.float.length > 0 ? `; float32 in ${int8.float.join(', ')}` : '';
  return `float32; int8 (${loss}${float})`;
}

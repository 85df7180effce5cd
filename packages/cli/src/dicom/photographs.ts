import type { FoundInstance } from '@slc/dicomweb';

/** Of series that hold photographs of skin: dermoscopy, other photographs, and what was imported as a Secondary Capture. */
export const MODALITIES = ['DMS', 'XC', 'OT'] as const;

const SECONDARY_CAPTURES: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.7',
  // Multi-frame True Color, as which a single frame may come too.
  '1.2.840.10008.5.1.4.1.1.7.4',
]);

const PHOTOGRAPHS: ReadonlySet<string> = new Set([
  // Dermoscopic Photography
  '1.2.840.10008.5.1.4.1.1.77.1.7',
  // VL Photographic
  '1.2.840.10008.5.1.4.1.1.77.1.4',
]);

/** Whether an instance may be a photograph, as far as a search says: videos and documents have the same modalities. */
export function isPhotograph({ sopClass }: FoundInstance): boolean {
  return sopClass === null || PHOTOGRAPHS.has(sopClass) || SECONDARY_CAPTURES.has(sopClass);
}

/** Whether it may also have been made of another image, as a heat map is. */
export function isSecondaryCapture({ sopClass }: FoundInstance): boolean {
  return sopClass === null || SECONDARY_CAPTURES.has(sopClass);
}

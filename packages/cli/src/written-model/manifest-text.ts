import { encodeManifest, type ModelManifest } from '@slc/domain';

/** A manifest's file: JSON for readers, with each list of numbers on one line. */
export function manifestText(manifest: ModelManifest): string {
  return jsonText(encodeManifest(manifest));
}

export function jsonText(json: unknown): string {
  const text = JSON.stringify(json, null, 2);
  return `${text.replace(/\[[-\d.,e+\s]+\]/g, oneLine)}\n`;
}

function oneLine(numbers: string): string {
  return numbers.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']');
}

import type { Result } from './classify-image.js';
import { find } from './find.js';

/** What must be known of the models before answers are compared: that they are several, or were guessed at. */
export function showCautions(section: HTMLElement, results: readonly Result[]): void {
  const models = results.map(({ classification }) => classification.model);
  const areMixed = new Set(models.map(({ sha256 }) => sha256)).size > 1;
  const areGuessed = models.some(({ guessed }) => guessed !== undefined);
  find(section, '[data-summary-mixed]', HTMLElement).hidden = !areMixed;
  find(section, '[data-summary-guessed]', HTMLElement).hidden = !areGuessed;
}

import type { ReportContext } from './report-context.js';
import { answersSection } from './sections/answers.js';
import { calibrationSection } from './sections/calibration.js';
import { comparisonSection } from './sections/comparison.js';
import { confusionSection } from './sections/confusion.js';
import { honestySection } from './sections/honesty.js';
import { imagesSection } from './sections/images.js';
import { malignantSection } from './sections/malignant.js';
import { methodsSection } from './sections/methods.js';
import { mistakesSection } from './sections/mistakes.js';
import { modelSection } from './sections/model.js';
import { selectiveSection } from './sections/selective.js';
import { separationSection } from './sections/separation.js';

/**
 * A report's sections in their order. Each has a template and a title of its name, and is left out where it gives null: there is
 * nothing to say.
 */
export const SECTIONS = {
  images: imagesSection,
  answers: answersSection,
  confusion: confusionSection,
  malignant: malignantSection,
  separation: separationSection,
  honesty: honestySection,
  selective: selectiveSection,
  calibration: calibrationSection,
  comparison: comparisonSection,
  mistakes: mistakesSection,
  model: modelSection,
  methods: methodsSection,
} as const satisfies Record<string, (context: ReportContext) => object | null>;

export type SectionName = keyof typeof SECTIONS;

export { type DecodedImage, type DecodeLimits, type DecodeOptions, decodeImage } from './decode-image.js';
export type { Pixels, Size } from './pixels.js';
export { preprocess } from './preprocess.js';
export { makePreview } from './preview.js';
export { type JudgedQuality, judgeQuality } from './quality/judge-quality.js';
export { measureQuality, type QualityFigures } from './quality/quality-figures.js';
export { drawDisc, drawGradient } from './synthetic.js';
export { makeViews } from './views.js';

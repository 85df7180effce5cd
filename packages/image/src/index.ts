export { type DecodedImage, type DecodeLimits, type DecodeOptions, decodeImage } from './decode-image.js';
export type { Pixels, Size } from './pixels.js';
export { preprocess } from './preprocess.js';
export { makePreview } from './preview.js';
export { drawDisc, drawGradient } from './synthetic.js';
export { makeViews } from './views.js';

export * from './decode-image.js';
export * from './pixels.js';
export * from './preprocess.js';
export * from './preview.js';
export * from './synthetic.js';

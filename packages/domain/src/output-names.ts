/** What a network can give of an image. */
export const OUTPUT_NAMES = [
  /** One value a class, before softmax. */
  'logits',
  /** What the head reads after pooling, flattened. */
  'embedding',
  /** (height, width, channels): the last spatial activations, which the head pools or flattens. */
  'activations',
  /** (height, width, classes): where each class's logit comes from, by Grad-CAM; zero or more. */
  'gradCam',
  /** (height, width, classes): the same by HiResCAM. */
  'hiResCam',
] as const;

export type OutputName = (typeof OUTPUT_NAMES)[number];

// The optional peers are not there to be type-checked against. Both give all of tfjs-core, from a copy of their own.

declare module '@tensorflow/tfjs-node' {
  const tensorflow: typeof import('@tensorflow/tfjs-core');
  export = tensorflow;
}

declare module '@tensorflow/tfjs-node-gpu' {
  const tensorflow: typeof import('@tensorflow/tfjs-core');
  export = tensorflow;
}

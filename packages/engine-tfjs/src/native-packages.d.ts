// The optional peers may not be installed when types are checked. Both export all of tfjs-core, each from its own copy.

declare module '@tensorflow/tfjs-node' {
  const tensorflow: typeof import('@tensorflow/tfjs-core');
  export = tensorflow;
}

declare module '@tensorflow/tfjs-node-gpu' {
  const tensorflow: typeof import('@tensorflow/tfjs-core');
  export = tensorflow;
}

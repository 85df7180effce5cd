import { nativeEngine, startNativeTensorFlow } from './native-tensorflow.js';

/** On the CPU, in the native library. */
export const { openEngine, probe } = nativeEngine('CPU', (threads) =>
  startNativeTensorFlow('@tensorflow/tfjs-node', () => import('@tensorflow/tfjs-node'), threads),
);

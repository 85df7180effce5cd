import { nativeEngine, startNativeTensorFlow } from './native-tensorflow.js';

/** On the GPU. Never runs on the CPU in its place: both functions reject, saying what is missing. */
export const { openEngine, probe } = nativeEngine('GPU', async (threads) => {
  const load = () => import('@tensorflow/tfjs-node-gpu');
  const tensorflow = await startNativeTensorFlow('@tensorflow/tfjs-node-gpu', load, threads);
  if (!tensorflow.isUsingGpu) {
    throw new Error(
      `@tensorflow/tfjs-node-gpu: expected a GPU, TensorFlow ${tensorflow.version} found none. It needs an NVIDIA driver, and the CUDA 11 and cuDNN 8 libraries where the loader finds them`,
    );
  }
  return tensorflow;
});

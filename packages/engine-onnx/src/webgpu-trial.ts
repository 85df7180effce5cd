// The main file of a process that tries WebGPU. It writes nothing where that works, else why not, in one line.
import './quiet-drivers.js';
import { proveThatItComputes } from './prove-that-it-computes.js';

try {
  await proveThatItComputes('webgpu');
} catch (error) {
  const words = error instanceof Error ? error.message : String(error);
  // onnxruntime puts the place and the condition in its source before what it has to say.
  process.stdout.write(
    words
      .trim()
      .replace(/\s+/g, ' ')
      .replace(/^\/onnxruntime_src\/.* was false\. /, ''),
  );
}

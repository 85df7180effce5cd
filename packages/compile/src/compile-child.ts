import { isOnnxFile } from '@slc/models';
import {
  type CompileOrder,
  type CompileReply,
  type ModelDescription,
  refusalOf,
} from './compile-protocol.js';

// The main file of the process that reads and compiles one model and then ends.
process.once('disconnect', () => process.exit());
process.once('message', async (message) => {
  // Only `compileInChild` forks this file, and it sends exactly this.
  const reply = await compile(message as CompileOrder);
  send(reply, () => process.disconnect());
});

function send(reply: CompileReply, sent: () => void): void {
  process.send?.(reply, sent);
}

async function compile(order: CompileOrder): Promise<CompileReply> {
  try {
    return { kind: 'compiled', description: await compileFile(order) };
  } catch (thrown) {
    return refusalOf(thrown);
  }
}

/** Each way is loaded where it is taken: what Keras files need is tens of megabytes, which an ONNX file would be charged for. */
async function compileFile(order: CompileOrder): Promise<ModelDescription> {
  if (await isOnnxFile(order.weightsPath)) {
    const { compileOnnxFile } = await import('./onnx/compile-onnx-file.js');
    // Waits until it is sent: what follows blocks, and may end this process.
    await new Promise<void>((resolve) => send({ kind: 'tries' }, resolve));
    return await compileOnnxFile(order);
  }
  const { compileKerasFile } = await import('./compile-keras-file.js');
  return await compileKerasFile(order);
}

import { closeSync, constants, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SlcError } from '@slc/domain';
import { isOnnxFile } from '@slc/models';
import type { Snapshot } from '@slc/onnx-file';
import { answerParent } from './answer-parent.js';
import { LimitsWatch } from './child-limits.js';
import type { CompileOrder, CompileReply, ModelDescription } from './compile-protocol.js';
import { takeSnapshot } from './snapshot.js';

// The main file of the process that reads and compiles one model and then ends.
answerParent(async (order: CompileOrder): Promise<CompileReply> => {
  return { kind: 'compiled', description: await compileFile(order) };
});

/** Each way is loaded where it is taken: what Keras files need is tens of megabytes, which an ONNX file would be charged for. */
async function compileFile(order: CompileOrder): Promise<ModelDescription> {
  const { limits, weightsPath } = order;
  const watch = await LimitsWatch.start(limits, statSync(weightsPath).size);
  const own = takeExpected(order);
  if (await isOnnxFile(own.path)) {
    const { compileOnnxFile } = await import('./onnx/compile-onnx-file.js');
    // Waits until it is sent: what follows blocks, and may end this process.
    const onTrial = () =>
      new Promise<void>((resolve) => {
        process.send?.({ kind: 'tries' } satisfies CompileReply, () => resolve());
      });
    return await compileOnnxFile(order, { own, limits: watch, onTrial });
  }
  // No code of a stranger runs: what reading takes follows from the size of the file.
  watch.allowNetwork(Number.POSITIVE_INFINITY);
  const { compileKerasFile } = await import('./compile-keras-file.js');
  return await compileKerasFile({ ...order, weightsPath: own.path });
}

/** @throws SlcError `invalid_model` for another file than the one that was verified: its compiled form would get that one's name */
function takeExpected({ weightsPath, sha256, scratchDirectory }: CompileOrder): Snapshot {
  // A pipe in its place would hold this process. Windows does not know the flag.
  const descriptor = openSync(weightsPath, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    // A file may be told to be ONNX by its name alone.
    const name = /\.onnx$/i.test(weightsPath) ? 'model.onnx' : 'model';
    const own = takeSnapshot(descriptor, join(scratchDirectory, name));
    if (own.sha256 === sha256) return own;
    throw new SlcError(
      'invalid_model',
      'expected a file that stays as it is, it changed while it was opened',
    );
  } finally {
    closeSync(descriptor);
  }
}

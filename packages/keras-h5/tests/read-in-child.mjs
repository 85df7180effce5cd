// Reads the model files that its parent names, one after the other, and tells what came of each.
import { readKerasModel } from '../dist/index.js';

process.on('message', async (path) => {
  const outcome = await readKerasModel(path).then(
    () => ({ kind: 'read' }),
    (error) => ({ kind: 'refused', name: error?.name, code: error?.code, message: String(error?.message) }),
  );
  process.send({ ...outcome, peakBytes: process.resourceUsage().maxRSS * 1024 });
});
process.on('disconnect', () => process.exit());

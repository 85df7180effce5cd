import { statSync } from 'node:fs';
import { SlcError } from '@slc/domain';
import { MOST_FILES, OWN_FILE, readHollow, readOnnxFile } from '@slc/onnx-file';
import { LimitsWatch } from '../child-limits.js';
import { refusalOf } from '../compile-protocol.js';
import type { LocationsOrder, LocationsReply } from './locations-protocol.js';

// The main file of the process that reads in which files a model's weights are, and then ends.
process.once('disconnect', () => process.exit());
process.once('message', async (message) => {
  // Only `externalLocations` forks this file, and it sends exactly this.
  const reply = await locate(message as LocationsOrder).catch(refusalOf);
  process.send?.(reply, () => process.disconnect());
});

async function locate({ weightsPath, limits }: LocationsOrder): Promise<LocationsReply> {
  await LimitsWatch.start(limits, statSync(weightsPath).size);
  const locations = new Set<string>();
  for (const { external } of readOnnxFile(readHollow(weightsPath)).initializers.values()) {
    if (external && external.location !== OWN_FILE) locations.add(external.location);
  }
  if (locations.size > MOST_FILES) {
    const message = `expected weights in at most ${MOST_FILES} files, it names ${locations.size}`;
    throw new SlcError('unsupported_model', message);
  }
  return { kind: 'located', locations: [...locations] };
}

import { statSync } from 'node:fs';
import { SlcError } from '@slc/domain';
import { MOST_FILES, OWN_FILE, readHollow, readOnnxFile } from '@slc/onnx-file';
import { answerParent } from '../answer-parent.js';
import { LimitsWatch } from '../child-limits.js';
import type { LocationsOrder, LocationsReply } from './locations-protocol.js';

// The main file of the process that reads in which files a model's weights are, and then ends.
answerParent(locate);

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

// A process of its own that fetches one model, so that a test can kill it, or start ten. Tells its progress as JSON lines.
import { createModelStore, envToHubSettings } from '../dist/index.js';

const manifest = JSON.parse(process.env.MANIFEST);
const settings = envToHubSettings(process.env, (problem) => {
  throw new Error(problem);
});
for await (const report of createModelStore(settings).fetch({ kind: 'hub', manifest, besidePath: '/none' })) {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

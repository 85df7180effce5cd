// Fetches one model in a process of its own, which a test can kill or start ten times. Prints its reports as JSON lines.
import { createModelStore, envToHubSettings } from '../dist/index.js';

const manifest = JSON.parse(process.env.MANIFEST);
const settings = envToHubSettings(process.env, (problem) => {
  throw new Error(problem);
});
for await (const report of createModelStore(settings).fetch({
  kind: 'hub',
  manifest,
  folder: '/',
  besidePath: '/none',
})) {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

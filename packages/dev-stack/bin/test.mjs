#!/usr/bin/env node
// Sets up, then everything that must hold: types of the tests, lint and format, tests. The first failure ends it.
// `--faults` runs the memory, soak and fault tests in place of the others.
import { setUp } from './set-up.mjs';
import { runSteps, STEPS } from './steps.mjs';

const args = process.argv.slice(2);
const projects = args.includes('--faults') ? ['faults'] : ['unit', 'service', 'alone'];
const filters = args.filter((arg) => arg !== '--faults');

await setUp();
runSteps([
  ...STEPS.types,
  ...STEPS.lint,
  [...STEPS.vitest, ...projects.flatMap((project) => ['--project', project]), ...filters],
]);

#!/usr/bin/env node
// Types, lint and format: everything that `npm test` checks before it runs a test.
import { setUp } from './set-up.mjs';
import { runSteps, STEPS } from './steps.mjs';

await setUp();
runSteps([...STEPS.types, ...STEPS.lint]);

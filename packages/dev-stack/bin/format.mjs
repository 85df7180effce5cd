#!/usr/bin/env node
// Formats every file, and mends what lint can mend by itself.
import { install } from './set-up.mjs';
import { runSteps, STEPS } from './steps.mjs';

await install();
runSteps(STEPS.format);

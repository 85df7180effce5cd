#!/usr/bin/env node
import { setUp } from './set-up.mjs';

await setUp();
await import('../../cli/dist/main.js');

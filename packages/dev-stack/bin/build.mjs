#!/usr/bin/env node
// Installs what the lock file pins and builds every package, each only when it is not done yet.
import { setUp } from './set-up.mjs';

await setUp();

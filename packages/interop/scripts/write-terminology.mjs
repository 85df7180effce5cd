#!/usr/bin/env node
// Writes terminology.json: the product's code systems and their maps to SNOMED CT, as a transaction for a FHIR server.
//   node packages/interop/scripts/write-terminology.mjs
import { writeFileSync } from 'node:fs';
import { terminologyBundle } from '../dist/index.js';

const file = new URL('../terminology.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(terminologyBundle(), null, 2)}\n`);

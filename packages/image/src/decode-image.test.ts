import { readdirSync, readFileSync } from 'node:fs';
import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { photographsOrReason, referenceOutputs } from '../tests/photographs.js';
import { fixture, PILLOW, sha256 } from '../tests/pillow-references.js';
import { pngFile } from '../tests/png-file.js';
import { decodeImage } from './decode-image.js';

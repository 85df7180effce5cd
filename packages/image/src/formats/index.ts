import type { ImageFormat } from '@slc/domain';
import { bmp } from './bmp.js';
import { dicom } from './dicom.js';
import type { FormatReader } from './format-reader.js';
import { jpeg } from './jpeg.js';
import { png } from './png.js';
import { tiff } from './tiff.js';
import { webp } from './webp.js';

/** How each format of the domain's table is read. */
export const FORMATS: Readonly<Record<ImageFormat, FormatReader>> = { jpeg, png, webp, tiff, bmp, dicom };

import type { SlcError } from '@slc/domain';
import { dicomError } from '../dicom-error.js';

/**
 * Refuses what is known to be no photograph, so that its sender reads what it is. Everything else is judged by its pixel data:
 * cameras and archives write photographs under many SOP classes.
 *
 * @throws SlcError `unsupported_media_type`
 */
export function refuseOtherKinds(sopClass: string | undefined): void {
  const [, name] = KINDS.find(([uid]) => sopClass !== undefined && isWithin(sopClass, uid)) ?? [];
  if (name !== undefined) throw notAPhotograph(name);
}

/** @throws SlcError `unsupported_media_type` for a compression that is not read */
export function unreadTransferSyntax(uid: string): SlcError {
  const [, name] = COMPRESSIONS.find(([root]) => isWithin(uid, root)) ?? [];
  const expected = 'a DICOM file without compression, or with RLE, JPEG, JPEG-LS or JPEG 2000';
  return dicomError('unsupported_media_type', expected, name ?? 'one with an unknown transfer syntax');
}

export function notAPhotograph(got: string): SlcError {
  return dicomError('unsupported_media_type', 'a photograph in a DICOM file', got);
}

/** Whether a UID is the other, or lies below it. */
function isWithin(uid: string, root: string): boolean {
  return uid === root || uid.startsWith(`${root}.`);
}

const STORAGE = '1.2.840.10008.5.1.4.1.1';

/** SOP classes, or what all UIDs of a kind begin with. The first that fits counts (PS3.6, table A-1). */
const KINDS: readonly (readonly [uid: string, name: string])[] = [
  ['1.2.840.10008.1.3.10', 'a DICOM directory'],
  [`${STORAGE}.1`, 'an X-ray image'],
  [`${STORAGE}.2`, 'a CT image'],
  [`${STORAGE}.3`, 'an ultrasound video'],
  [`${STORAGE}.4`, 'an MR image'],
  [`${STORAGE}.9`, 'a waveform'],
  [`${STORAGE}.11`, 'a presentation state'],
  [`${STORAGE}.12`, 'an angiogram'],
  [`${STORAGE}.13`, 'an X-ray image'],
  [`${STORAGE}.20`, 'a nuclear medicine image'],
  [`${STORAGE}.30`, 'a parametric map'],
  [`${STORAGE}.66`, 'a segmentation or registration'],
  [`${STORAGE}.67`, 'a real world value mapping'],
  [`${STORAGE}.77.1.1.1`, 'a video'],
  [`${STORAGE}.77.1.2.1`, 'a video'],
  [`${STORAGE}.77.1.4.1`, 'a video'],
  [`${STORAGE}.77.1.5`, 'an image of the eye'],
  [`${STORAGE}.77.1.6`, 'a whole slide image'],
  [`${STORAGE}.77.1.8`, 'a confocal microscopy image'],
  [`${STORAGE}.77.1.9`, 'a confocal microscopy image'],
  [`${STORAGE}.88`, 'a structured report'],
  [`${STORAGE}.104`, 'a document in a DICOM file'],
  [`${STORAGE}.128`, 'a PET image'],
  [`${STORAGE}.130`, 'a PET image'],
  [`${STORAGE}.481`, 'a radiotherapy object'],
];

const SYNTAX = '1.2.840.10008.1.2';

const COMPRESSIONS: readonly (readonly [uid: string, name: string])[] = [
  [`${SYNTAX}.1.98`, 'one with encapsulated uncompressed data'],
  [`${SYNTAX}.8`, 'one that is deflated frame by frame'],
  [`${SYNTAX}.4.92`, 'one with JPEG 2000 part 2'],
  [`${SYNTAX}.4.93`, 'one with JPEG 2000 part 2'],
  [`${SYNTAX}.4.94`, 'one whose pixels lie on a server (JPIP)'],
  [`${SYNTAX}.4.95`, 'one whose pixels lie on a server (JPIP)'],
  ...range(100, 106).map((n) => [`${SYNTAX}.4.${n}`, 'a video (MPEG)'] as const),
  [`${SYNTAX}.4.107`, 'a video (HEVC)'],
  [`${SYNTAX}.4.108`, 'a video (HEVC)'],
  ...range(110, 112).map((n) => [`${SYNTAX}.4.${n}`, 'one with JPEG XL'] as const),
  ...range(201, 203).map((n) => [`${SYNTAX}.4.${n}`, 'one with High-Throughput JPEG 2000'] as const),
  [`${SYNTAX}.4.204`, 'one whose pixels lie on a server (JPIP)'],
  [`${SYNTAX}.4.205`, 'one whose pixels lie on a server (JPIP)'],
  [`${SYNTAX}.6`, 'one in the retired encoding of RFC 2557'],
  [`${SYNTAX}.7`, 'a video'],
];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

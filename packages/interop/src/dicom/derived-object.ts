import { type Attributes, UTF_8, writeDicomFile } from '@slc/dicom';
import type { ModelRef } from '@slc/domain';
import { MANUFACTURER } from '../manufacturer.js';
import { lineOf } from './codes.js';
import { type DerivedKind, derivedUids } from './derived-uids.js';
import type { SourceInstance } from './source-instance.js';

export interface DerivedObject {
  readonly source: SourceInstance;
  /** That made it. */
  readonly model: ModelRef;
  readonly kind: DerivedKind;
  /** Whatever an object of the kind has beside what all have. */
  readonly own: Attributes & Required<Pick<Attributes, 'SOPClassUID'>>;
}

/**
 * An object made of an image's answer, in the image's study and in a series of its own. Nothing in it depends on when or where it is
 * made: the same answer is the same bytes.
 */
export function writeDerivedObject({ source, model, kind, own }: DerivedObject): Uint8Array {
  const { sopInstanceUid, seriesInstanceUid } = derivedUids(source.sopInstanceUid, model, kind);
  const dataset = {
    ...source.context,
    SOPInstanceUID: sopInstanceUid,
    SeriesInstanceUID: seriesInstanceUid,
    InstanceNumber: '1',
    ...equipment(model),
    ...own,
  };
  return writeDicomFile({
    ...dataset,
    // Older programs read no UTF-8, so it is named only where a letter needs it.
    ...(source.isAscii && !isAsciiText(dataset) && { SpecificCharacterSet: UTF_8 }),
  });
}

/** An LO's. */
const MOST_CHARACTERS = 64;

/** General Equipment Module: the model that answered, whatever release of this product ran it. */
function equipment({ id, revision, sha256 }: ModelRef): Attributes {
  return {
    Manufacturer: MANUFACTURER,
    ManufacturerModelName: lineOf(id, MOST_CHARACTERS),
    // The digest's 64 digits fit exactly.
    DeviceSerialNumber: sha256,
    SoftwareVersions: lineOf(revision, MOST_CHARACTERS),
  };
}

/** Whether all text is, also that of items in sequences. Bytes are what was copied, or pixels. */
function isAsciiText(value: unknown): boolean {
  if (typeof value === 'string') return !/[^ -~]/.test(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  return Object.values(value).every(isAsciiText);
}

import type { Attributes } from '@slc/dicom';
import { codeItem, type SchemeCode } from './codes.js';
import type { SourceInstance } from './source-instance.js';

/** How an item of a report belongs to the one that it is in (PS3.3, C.17.3.2.4). */
export type Relationship = 'CONTAINS' | 'HAS CONCEPT MOD' | 'HAS OBS CONTEXT' | 'HAS ACQ CONTEXT';

type Items = readonly Attributes[];

/** Each of these is an item of a report: what it is of, its value, and the items in it. */
export const item = {
  container: (concept: SchemeCode, items: Items): Attributes => ({
    ...{ ValueType: 'CONTAINER', ...named(concept), ContinuityOfContent: 'SEPARATE' },
    ContentSequence: items,
  }),
  code: (concept: SchemeCode, value: SchemeCode): Attributes => ({
    ...{ ValueType: 'CODE', ...named(concept), ConceptCodeSequence: [codeItem(value)] },
  }),
  text: (concept: SchemeCode, value: string): Attributes => ({
    ...{ ValueType: 'TEXT', ...named(concept), TextValue: value.replace(/\p{Control}+/gu, ' ') },
  }),
  uid: (concept: SchemeCode, value: string): Attributes => ({
    ...{ ValueType: 'UIDREF', ...named(concept), UID: value },
  }),
  number: (
    concept: SchemeCode,
    value: { readonly text: string; readonly unit: SchemeCode },
    items: Items,
  ) => ({
    ...{ ValueType: 'NUM', ...named(concept) },
    MeasuredValueSequence: [
      { NumericValue: value.text, MeasurementUnitsCodeSequence: [codeItem(value.unit)] },
    ],
    ContentSequence: items,
  }),
  image: (concept: SchemeCode, source: SourceInstance): Attributes => ({
    ...{ ValueType: 'IMAGE', ...named(concept), ReferencedSOPSequence: [reference(source)] },
  }),
};

/** The same items, each related so to what it is put into. */
export function related(relationship: Relationship, items: Items): Items {
  return items.map((one) => ({ RelationshipType: relationship, ...one }));
}

/** The image, as an item of a sequence of references. */
export function reference({ sopClassUid, sopInstanceUid }: SourceInstance): Attributes {
  return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
}

function named(concept: SchemeCode): Attributes {
  return { ConceptNameCodeSequence: [codeItem(concept)] };
}

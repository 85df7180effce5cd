import type { DocumentReference } from 'fhir/r4.js';
import type { AnswerFacts } from './facts.js';
import { SYSTEMS } from './urls.js';

/** The image by its digest, and by its UID where it has one: whoever has it can tell that it was this one. */
export function imageReference({ image }: AnswerFacts): DocumentReference {
  const { mediaType, sizeBytes, sha1, sopInstanceUid } = image;
  return {
    resourceType: 'DocumentReference',
    ...(sopInstanceUid !== null && {
      masterIdentifier: { system: SYSTEMS.uri, value: `urn:oid:${sopInstanceUid}` },
    }),
    status: 'current',
    type: { text: 'Image of a skin lesion, as it was sent' },
    content: [{ attachment: { contentType: mediaType, size: sizeBytes, hash: sha1 } }],
  };
}

import type { Provenance } from 'fhir/r4.js';
import { AI_ASSERTED } from './coding.js';
import { AI_DEVICE_TYPE } from './device.js';
import type { References } from './facts.js';
import { SYSTEMS } from './urls.js';

/** Who made the answer, and from what. */
export function answerProvenance(references: References, now: Date): Provenance {
  const { observation, report, device, image, modelCard } = references;
  return {
    resourceType: 'Provenance',
    target: [observation, report],
    recorded: now.toISOString(),
    reason: [{ coding: [AI_ASSERTED] }],
    agent: [
      {
        type: { coding: [{ system: SYSTEMS.participantType, code: 'author', display: 'Author' }] },
        // As `Device.type`, the profile of AI provenance fixes this one.
        role: [AI_DEVICE_TYPE],
        who: device,
      },
    ],
    entity: [
      { role: 'source', what: image },
      { role: 'derivation', what: modelCard },
    ],
  };
}

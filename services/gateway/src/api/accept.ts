/** A part of an Accept header, such as `application/fhir+json; fhirVersion=4.0; q=0.8`. */
interface MediaRange {
  /** Lower case, such as `application/json`, `application/*` or `*` + `/*`. */
  readonly type: string;
  /** But for `q`; names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** 0..1; 0 refuses. */
  readonly quality: number;
}

/**
 * The offered media types that an Accept header takes, the preferred one first (RFC 9110, section 12.5.1): by the quality
 * that its most specific part gives, then by how specific that is, then by its place in the header, then as offered. No header, or an
 * empty one, takes all.
 *
 * A parameter that an offered type has, such as `fhirVersion`, must be the same where the header names it; others, such as
 * `charset`, choose nothing.
 */
export function rankMediaTypes<const T extends string>(
  header: string | undefined,
  offered: readonly T[],
): readonly T[] {
  if (header === undefined || header.trim() === '') return offered;
  const ranges = parseAccept(header);
  return offered
    .flatMap((mediaType) => preferenceOf(mediaType, ranges) ?? [])
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality || b.specificity - a.specificity || a.place - b.place)
    .map(({ mediaType }) => mediaType);
}

/** Whether a part of the header wants this type, in whatever version. */
export function namesMediaType(header: string | undefined, type: string): boolean {
  return parseAccept(header ?? '').some((range) => range.type === type && range.quality > 0);
}

function preferenceOf<T extends string>(mediaType: T, ranges: readonly MediaRange[]) {
  const [offered] = parseAccept(mediaType);
  return ranges
    .flatMap(({ type, parameters, quality }, place) => {
      const specificity = offered ? specificityOf({ type, parameters }, offered) : null;
      return specificity === null ? [] : [{ mediaType, quality, specificity, place }];
    })
    .toSorted((a, b) => b.specificity - a.specificity)
    .at(0);
}

/** @returns null where the range does not take the type */
function specificityOf(range: Omit<MediaRange, 'quality'>, offered: MediaRange): number | null {
  const shared = [...offered.parameters.keys()].filter((name) => range.parameters.has(name));
  if (shared.some((name) => range.parameters.get(name) !== offered.parameters.get(name))) return null;
  if (range.type === offered.type) return 2 + shared.length;
  if (range.type === `${offered.type.split('/')[0]}/*`) return 1;
  return range.type === '*/*' ? 0 : null;
}

/** What is no media range is left out: it takes nothing. */
function parseAccept(header: string): MediaRange[] {
  return splitOutsideQuotes(header, ',').flatMap((part) => {
    const [type = '', ...pairs] = splitOutsideQuotes(part, ';').map((text) => text.trim());
    if (!/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/.test(type)) return [];
    const parameters = new Map(pairs.map(parseParameter));
    const quality = parseQuality(parameters.get('q'));
    parameters.delete('q');
    return quality === null ? [] : [{ type: type.toLowerCase(), parameters, quality }];
  });
}

function parseParameter(text: string): [string, string] {
  const [name = '', ...value] = text.split('=');
  const bare = value
    .join('=')
    .trim()
    .replace(/^"(.*)"$/, '$1');
  return [name.trim().toLowerCase(), bare];
}

/** @returns null for what is no quality */
function parseQuality(text = '1'): number | null {
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(text) ? Number(text) : null;
}

/** Each character is taken once, whatever stands in the header: an open quote takes the rest. */
function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const parts = [''];
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === separator && !isQuoted) parts.push('');
    else parts.push(`${parts.pop()}${character}`);
  }
  return parts;
}

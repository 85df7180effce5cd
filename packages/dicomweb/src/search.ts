import { SlcError } from '@slc/domain';
import { firstText, firstUid, isDataset, type JsonDataset, readJson } from './dicom-json.js';
import { ask, type Service } from './http/service.js';

/** Where an instance is. */
export interface InstancePlace {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

export interface FoundInstance extends InstancePlace {
  /** Null where the server does not say. */
  readonly sopClass: string | null;
  readonly modality: string | null;
}

export interface InstanceSearch {
  /** In one study alone. */
  readonly study?: string;
  readonly modality?: string;
  /** As DICOM matches it: `20261130`, or from a day on, `20261101-`. */
  readonly studyDate?: string;
  readonly instance?: string;
}

/** What servers that bound a page give at the least. */
const PAGE = 100;

/** A million instances. A server whose pages never end must not be read for ever. */
const MOST_PAGES = 10_000;

/**
 * Searches instances page by page (QIDO-RS), in the server's order. One that is stored meanwhile may move others to another page:
 * some may then come twice, or not before the next search. Instances without usable UIDs, which cannot be asked for, are left out.
 *
 * @throws SlcError as `ask`; `invalid_request` where the answers are not those of a search
 */
export async function* searchInstances(
  service: Service,
  search: InstanceSearch,
  signal: AbortSignal,
): AsyncGenerator<FoundInstance> {
  let previous = new Set<string>();
  for (let [page, offset] = [0, 0]; page < MOST_PAGES; page++) {
    const found = await searchPage(service, { ...search, limit: PAGE, offset }, signal);
    const uids = new Set(found.flatMap((each) => firstUid(each, TAG.sopInstanceUid) ?? []));
    // The end; or a server that knows no pages and gives all of it again.
    if (found.length === 0 || [...uids].every((uid) => previous.has(uid))) return;
    for (const each of found) {
      const instance = foundInstance(each);
      if (instance && !previous.has(instance.instance)) yield instance;
    }
    previous = uids;
    offset += found.length;
  }
  throw new SlcError(
    'invalid_request',
    `search: expected at most ${MOST_PAGES} pages of instances, got more: search fewer days`,
  );
}

/** Whether the server has an instance of a study now. */
export async function isStored(
  service: Service,
  { study, instance }: Pick<InstancePlace, 'study' | 'instance'>,
  signal: AbortSignal,
): Promise<boolean> {
  const found = await searchPage(service, { study, instance, limit: 1, offset: 0 }, signal);
  // A server that does not match by this UID gives another instance.
  return found.some((each) => firstUid(each, TAG.sopInstanceUid) === instance);
}

interface Page extends InstanceSearch {
  readonly limit: number;
  readonly offset: number;
}

async function searchPage(
  service: Service,
  { study, modality, studyDate, instance, limit, offset }: Page,
  signal: AbortSignal,
): Promise<readonly JsonDataset[]> {
  const query = new URLSearchParams({
    ...(modality && { Modality: modality }),
    ...(studyDate && { StudyDate: studyDate }),
    ...(instance && { SOPInstanceUID: instance }),
    limit: String(limit),
    offset: String(offset),
  });
  const path = `${study === undefined ? '' : `/studies/${study}`}/instances?${query}`;
  const headers = { accept: 'application/dicom+json' };
  return await ask(
    service,
    { method: 'GET', path, headers, purpose: 'search' },
    {
      signal,
      async read(answer) {
        const found = await readJson(answer, 'search');
        // 204 where nothing matches.
        if (found === null) return [];
        if (Array.isArray(found) && found.every(isDataset)) return found;
        throw new SlcError('invalid_request', 'search: expected a list of instances, got other JSON');
      },
    },
  );
}

const TAG = {
  sopClassUid: '00080016',
  sopInstanceUid: '00080018',
  modality: '00080060',
  studyInstanceUid: '0020000D',
  seriesInstanceUid: '0020000E',
} as const;

function foundInstance(dataset: JsonDataset): FoundInstance | null {
  const study = firstUid(dataset, TAG.studyInstanceUid);
  const series = firstUid(dataset, TAG.seriesInstanceUid);
  const instance = firstUid(dataset, TAG.sopInstanceUid);
  if (study === null || series === null || instance === null) return null;
  return {
    ...{ study, series, instance },
    sopClass: firstUid(dataset, TAG.sopClassUid),
    modality: firstText(dataset, TAG.modality),
  };
}

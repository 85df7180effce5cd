import type { DicomwebClient, FoundInstance } from '@slc/dicomweb';
import { SlcError, toSlcError } from '@slc/domain';
import type { Answers } from './answers.js';
import type { DerivedObjects, SourceImage } from './derived-objects.js';
import type { Ledger } from './ledger.js';
import { isSecondaryCapture } from './photographs.js';
import type { Reported, Reporter } from './watch-archive.js';

export interface ReporterOptions {
  readonly client: Pick<DicomwebClient, 'search' | 'isStored' | 'retrieve' | 'store'>;
  readonly answers: Answers;
  readonly objects: DerivedObjects;
  /** Learns which instances are made of others. */
  readonly ledger: Pick<Ledger, 'settled'>;
}

/**
 * Reports each instance once: the UIDs of what is stored follow from it, so before anything is done the server is asked whether it
 * has them. Whatever ends this on the way, the next try does what is missing.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const { answers } = options;
  const client = withoutTimeouts(options.client);
  return {
    async report(found, signal) {
      const reported = await report(found, { ...options, client }, signal);
      for (const uid of options.objects.madeOf(found.instance)) options.ledger.settled(uid, 'derived');
      return reported;
    },
    async isServing(signal) {
      const search = client.search({}, signal);
      const doesAnswer = await search.next().then(
        () => true,
        () => false,
      );
      await search.return(undefined);
      return doesAnswer && answers.isServing();
    },
    end: () => answers.end(),
  };
}

/** The server as `Reporter` has it: its silence is an outage, for which no image is given up. */
function withoutTimeouts(client: ReporterOptions['client']): ReporterOptions['client'] {
  const asOutage = (thrown: unknown): never => {
    const error = toSlcError(thrown);
    if (error.code !== 'deadline_exceeded') throw error;
    throw new SlcError('overloaded', error.message, { cause: error });
  };
  return {
    search: (...args) => client.search(...args),
    isStored: (...args) => client.isStored(...args).catch(asOutage),
    retrieve: (...args) => client.retrieve(...args).catch(asOutage),
    store: (...args) => client.store(...args).catch(asOutage),
  };
}

async function report(
  found: FoundInstance,
  { client, answers, objects }: ReporterOptions,
  signal: AbortSignal,
): Promise<Reported> {
  const missing = async () => {
    const { study } = found;
    const uids: string[] = [];
    for (const instance of objects.wantedOf(found.instance)) {
      if (!(await client.isStored({ study, instance }, signal))) uids.push(instance);
    }
    return uids;
  };
  const wanted = await missing();
  if (wanted.length === 0) return 'there';
  const source = await objects.read(await client.retrieve(found, signal));
  expectFound(source, found);
  if (isSecondaryCapture({ ...found, sopClass: source.sopClass }) && source.isDerived) return 'derived';
  const answer = await answers.classify(source.file, signal);
  const files = await objects.make(source, answer, { wanted, signal });
  try {
    await client.store(files, signal);
  } catch (error) {
    // A server may have stored them, and the answer got lost; or another one that watches was faster.
    if (signal.aborted || (await missing()).length > 0) throw error;
  }
  return 'stored';
}

/** What is stored refers to the instance in the file: it must be the one that the server was asked for, and is asked for again. */
function expectFound({ study, instance }: SourceImage, found: FoundInstance): void {
  if (study === found.study && instance === found.instance) return;
  const got = 'got one that says another';
  throw new SlcError(
    'invalid_image',
    `image: expected the study and the instance that the search found, ${got}`,
  );
}

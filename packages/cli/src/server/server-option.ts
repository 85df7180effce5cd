import { SlcError } from '@slc/domain/light';
import { parseWorkerTarget, type WorkerTarget } from '@slc/rpc/light';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** Workers that answer in place of a model that the command opens. */
export interface ServerOption {
  readonly server?: readonly WorkerTarget[];
}

export function serverOption(): Option {
  return new Option(
    '--server <addresses>',
    'have running workers answer, in place of opening a model: host:port[,host:port…] of their gRPC; a name is all the workers that it leads to. AUTH_TOKEN and WORKER_TLS_… are as for the gateway',
  ).argParser(readServers);
}

function readServers(text: string): readonly WorkerTarget[] {
  return text.split(',').map((part) => readServer(part.trim()));
}

/** Reads the address of one worker, or a name of several. */
export function readServer(text: string): WorkerTarget {
  const target = parseWorkerTarget(text);
  if (target) return target;
  const example = 'such as worker.example:50051 or 10.0.0.7:50051';
  throw new InvalidArgumentError(`expected host:port, ${example}, got ${JSON.stringify(text)}`);
}

/** As they can be typed again. */
export function serverText({ server }: ServerOption): string | undefined {
  return server?.map(({ address }) => address).join(',');
}

/** What says how a model is opened. */
const OF_OPENED_MODELS = ['model', 'engine', 'precision', 'labels', 'scaling'];

/** @throws SlcError `invalid_request` where something is said of a model that this command would open, beside `--server` */
export function refuseOwnModel(command: Command): void {
  if (command.getOptionValueSource('server') === undefined) return;
  const said = OF_OPENED_MODELS.filter((key) => command.getOptionValueSource(key) === 'cli');
  if (said.length === 0) return;
  const options = said.map((key) => `--${key}`).join(' and ');
  throw new SlcError(
    'invalid_request',
    `${options}: not beside --server, whose workers have their own model`,
  );
}

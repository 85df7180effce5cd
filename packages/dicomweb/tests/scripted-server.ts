import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createDicomwebClient, type DicomwebClient, type DicomwebClientOptions } from '../src/index.js';

export interface Scripted {
  readonly url: string;
  readonly client: DicomwebClient;
  /** Method and address of each request, in their order. */
  readonly asked: string[];
  /** How long the client waited before it tried again. */
  readonly pausesMs: number[];
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** A server that answers as the test says, and a client of it whose pauses take no time. Both end with the test. */
export async function scriptedServer(
  answer: Answer,
  options: Partial<DicomwebClientOptions> = {},
): Promise<Scripted> {
  const asked: string[] = [];
  const pausesMs: number[] = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    answer(request, response, Buffer.concat(pieces));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`;
  const client = createDicomwebClient({
    ...{ url, connections: 2, mostInstanceBytes: 100_000, random: () => 0 },
    sleep: async (ms) => pausesMs.push(ms),
    ...options,
  });
  onTestFinished(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  return { url, client, asked, pausesMs };
}

/** An instance as a search gives it. */
export function listed(instance: string, study = '1.2', series = '1.2.3') {
  const uid = (value: string) => ({ vr: 'UI', Value: [value] });
  return {
    '00080016': uid('1.2.840.10008.5.1.4.1.1.77.1.4'),
    '00080018': uid(instance),
    '00080060': { vr: 'CS', Value: ['XC'] },
    '0020000D': uid(study),
    '0020000E': uid(series),
  };
}

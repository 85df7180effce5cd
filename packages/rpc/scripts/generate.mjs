#!/usr/bin/env node
/**
 * Makes src/generated from the files of proto/: TypeScript types of their messages, and the descriptors of these files
 * and of the health service's, so that no .proto file is read at run time.
 *
 *   node scripts/generate.mjs            writes src/generated
 *   node scripts/generate.mjs --check    writes nothing; exit code 1 when src/generated is not what the proto gives
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import protobuf from 'protobufjs';
import { compileFileDescriptor } from './file-descriptor.mjs';

const require = createRequire(import.meta.url);
const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const repositoryFolder = dirname(dirname(packageFolder));
const generatedFolder = join(packageFolder, 'src', 'generated');
const protoFolder = join(repositoryFolder, 'proto');
const protoNames = {
  CLASSIFIER: 'classifier/v1/classifier.proto',
  INFERENCE: 'inference/open_inference_grpc.proto',
};
const healthName = 'grpc/health/v1/health.proto';

const workFolder = await mkdtemp(join(tmpdir(), 'slc-rpc-'));
try {
  const freshFolder = join(workFolder, 'generated');
  await writeTypes(freshFolder);
  await writeDescriptors(freshFolder);
  if (process.argv.includes('--check')) {
    await check(freshFolder);
  } else {
    await rm(generatedFolder, { recursive: true, force: true });
    await cp(freshFolder, generatedFolder, { recursive: true });
  }
} finally {
  await rm(workFolder, { recursive: true, force: true });
}

async function writeTypes(folder) {
  const tool = require.resolve('@grpc/proto-loader/build/bin/proto-loader-gen-types.js');
  // The same options as in src/service-definition.ts. Run from the repository's folder, since the tool writes the
  // proto's path into each file as it is given.
  const options = [
    '--longs=Number',
    '--defaults',
    '--includeComments',
    '--grpcLib=@grpc/grpc-js',
    '--importFileExtension=.js',
    '--includeDirs=proto',
    `--outDir=${folder}`,
  ];
  await promisify(execFile)(process.execPath, [tool, ...options, ...Object.values(protoNames)], {
    cwd: repositoryFolder,
  });
}

async function writeDescriptors(folder) {
  const protos = Object.entries(protoNames).map(([key, name]) => ({
    key,
    name,
    path: join(protoFolder, name),
  }));
  const health = { key: 'HEALTH', name: healthName, path: require('grpc-health-check').protoPath };
  const text = [
    '// The messages with names as in TypeScript, for protobufjs.',
    ...protos.map(
      ({ key, path }) =>
        `export const ${key}_MESSAGES: object = ${JSON.stringify(protobuf.loadSync(path), null, 2)};\n`,
    ),
    '// What reflection tells: each a google.protobuf.FileDescriptorProto, in base64.\n',
    ...[...protos, health].map(
      ({ key, name, path }) =>
        `// ${name}\nexport const ${key}_FILE_DESCRIPTOR =\n${inBase64(compileFileDescriptor(path, name))};\n`,
    ),
  ];
  await writeFile(join(folder, 'descriptors.ts'), text.join('\n'));
}

/** A string literal in lines of 100 characters. */
function inBase64(bytes) {
  const lines = bytes.toString('base64').match(/.{1,100}/g) ?? [];
  return lines.map((line) => `  '${line}'`).join(' +\n');
}

async function check(freshFolder) {
  const fresh = await readTree(freshFolder);
  const committed = await readTree(generatedFolder);
  const names = new Set([...fresh.keys(), ...committed.keys()]);
  const stale = [...names].filter((name) => fresh.get(name) !== committed.get(name)).sort();
  if (stale.length === 0) return;
  const advice = 'run node packages/rpc/scripts/generate.mjs';
  throw new Error(`src/generated is not what proto/ gives; ${advice}: ${stale.join(', ')}`);
}

/** Text of each file by its path inside the folder. */
async function readTree(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Map(files.map((file, index) => [file.slice(folder.length + 1), texts[index]]));
}

#!/usr/bin/env node
/**
 * Prints the processor time of reading an inference request of 32 pictures that are sent as lists of numbers: by this package
 * and by protobufjs, the median of seven each.
 *
 *   node packages/rpc/scripts/measure-inference.mjs
 */
import { readInferRequest } from '../dist/inference/read-infer-request.js';
import { INFERENCE } from '../dist/service-definition.js';

const shape = [32, 224, 224, 3];
const uintContents = Array.from({ length: shape.reduce((a, b) => a * b) }, (_, index) => index & 255);
const pixels = { name: 'pixels', datatype: 'UINT8', shape, contents: { uintContents } };
const bytes = INFERENCE.ModelInfer.requestSerialize({ modelName: 'a-model', inputs: [pixels] });

function medianMs(read) {
  const times = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    read(bytes);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.round(times.sort((a, b) => a - b)[3]);
}

const ours = medianMs(readInferRequest);
const theirs = medianMs(INFERENCE.ModelInfer.requestDeserialize);
process.stdout.write(
  `message ${bytes.length} bytes, read-infer-request ${ours} ms, protobufjs ${theirs} ms\n`,
);

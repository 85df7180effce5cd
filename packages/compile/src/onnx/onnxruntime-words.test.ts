import { describe, expect, it } from 'vitest';
import { saysOutOfMemory, wordsOf } from './onnxruntime-words.js';

const SIGNATURE =
  'onnxruntime::Graph::Graph(const onnxruntime::Model&, onnx::GraphProto*, const std::unordered_map<std::__cxx11::basic_string<char>, int>&, onnxruntime::Version, bool)';

// As onnxruntime 1.30 says them.
describe("onnxruntime's words", () => {
  it.each([
    [
      `Load model from /home/me/.trial/trial.onnx failed:/onnxruntime_src/onnxruntime/core/graph/graph.cc:1345 ${SIGNATURE} status.IsOK() was false. [ONNXRuntimeError] : 1 : FAIL : tensorprotoutils.cc:2370 CopySparseData Sparse tensor: sp index is out of bounds. Got:999999999 expected to be in [0, 4)\n`,
      'Sparse tensor: sp index is out of bounds. Got:999999999 expected to be in [0, 4)',
    ],
    [
      `Load model from /t.onnx failed:/onnxruntime_src/graph.cc:1389 ${SIGNATURE} !utils::HasExternalDataInMemory(tensor) was false. Initializer 'secret' references an ORT in-memory address marker`,
      "Initializer 'secret' references an ORT in-memory address marker",
    ],
    [
      'Load model from /t.onnx failed:Node () Op (Quant) output arg (between) type inference failed, inferred types: index=0,seq(tensor(int64)),tensor(complex64)',
      'Node () Op (Quant) output arg (between) type inference failed',
    ],
    [
      'Load model from /t.onnx failed:This is an invalid model. In Node, ("", Frobnicate, "", -1) : ("x": tensor(float),) -> ("13",) , Error No Op registered for Frobnicate with domain_version of 20',
      'it has no operator Frobnicate in opset 20: export the network for another opset, with standard operators',
    ],
    [
      "[ONNXRuntimeError] : 9 : NOT_IMPLEMENTED : Could not find an implementation for Conv(11) node with name '/c/Conv'",
      'it has no Conv for numbers of this type, such as float64: export the network in float32 (in PyTorch, after model.float())',
    ],
    ['it is not at /var/cache/a-b/x.onnx, "/tmp/y"', 'it is not at …, "…"'],
    ['a\u001b[31mb', 'a\ufffd[31mb'],
    ['x'.repeat(300), `${'x'.repeat(200)}…`],
  ])('are cut to the reason', (message, reason) => {
    expect(wordsOf(message)).toBe(reason);
  });

  it.each([
    "Non-zero status code returned while running Expand node. Name:'' Status Message: std::bad_alloc",
    'bfc_arena.cc:376 AllocateRawInternal Failed to allocate memory for requested buffer of size 4294967296',
  ])('may be that memory is out: %s', (message) => {
    expect(saysOutOfMemory(message)).toBe(true);
  });
});

/** What onnxruntime throws where memory that it asks for is not given. */
const OUT_OF_MEMORY = /std::bad_alloc|Failed to allocate memory/;

export function saysOutOfMemory(words: string): boolean {
  return OUT_OF_MEMORY.test(words);
}

/** For a line of a message. */
const MOST_LETTERS = 200;

/** Against names of the file that fill it. Signatures have a few hundred letters. */
const MOST_READ = 4_000;

/** An operator that no version of ONNX has, or not yet the one that the file names. */
const UNKNOWN_OPERATOR = /No Op registered for (\w{1,64}) with domain_version of (\d{1,4})/;

function unknownWords(operator: string, opset: string): string {
  return `it has no operator ${operator} in opset ${opset}: export the network for another opset, with standard operators`;
}

/** An operator that is there, and not for the numbers that the file computes in. */
const MISSING_TYPE = /Could not find an implementation for (\w{1,64})\(\d{1,4}\) node/;

function missingWords(operator: string): string {
  return `it has no ${operator} for numbers of this type, such as float64: export the network in float32 (in PyTorch, after model.float())`;
}

/**
 * What is wrong, of all that onnxruntime says: without the place in its source, the signature of its function and what the path of the
 * file was. Clients can read the state of a model: no folder of this machine is among the words.
 */
export function wordsOf(message: string): string {
  const [line = ''] = message.slice(0, MOST_READ).trim().split('\n');
  const unknown = UNKNOWN_OPERATOR.exec(line);
  if (unknown) return unknownWords(unknown[1] ?? '', unknown[2] ?? '');
  const missing = MISSING_TYPE.exec(line);
  if (missing) return missingWords(missing[1] ?? '');
  const reason = line
    .replace(/^Load model from .*? failed:\s*/, '')
    // `PATH.cc:1345 SIGNATURE CONDITION was false. REASON`
    .replace(/^\S+\.(?:cc|h):\d+ .*? was false\. /, '')
    .replace(/\[ONNXRuntimeError\] : \d+ : \w+ : /g, '')
    .replace(/\b[\w/]+\.(?:cc|h):\d+ [\w:]+ /g, '')
    .replace(/, inferred types: .*$/, '')
    .replace(/(?:\/[^\s/:,'"]+)+\/?/g, '…')
    .replace(/\p{Cc}/gu, '\ufffd');
  return reason.length > MOST_LETTERS ? `${reason.slice(0, MOST_LETTERS)}…` : reason;
}

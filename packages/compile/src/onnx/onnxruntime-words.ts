/** What onnxruntime throws where memory that it asks for is not given. */
const OUT_OF_MEMORY = /std::bad_alloc|Failed to allocate memory/;

export function saysOutOfMemory(words: string): boolean {
  return OUT_OF_MEMORY.test(words);
}

/** For a line of a message. */
const MOST_LETTERS = 200;

/** Against names of the file that fill it. Signatures have a few hundred letters. */
const MOST_READ = 4_000;

/**
 * What is wrong, of all that onnxruntime says: without the place in its source, the signature of its function and what the path of the
 * file was. Clients can read the state of a model: no folder of this machine is among the words.
 */
export function wordsOf(message: string): string {
  const [line = ''] = message.slice(0, MOST_READ).trim().split('\n');
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

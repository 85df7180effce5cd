/** How much of a file's beginning `describeForeignFile` reads. */
export const FOREIGN_FILE_HEAD_BYTES = 1024;

interface Kind {
  readonly is: (head: string) => boolean;
  /** The end of "…, got". */
  readonly words: string;
}

const beginsWith =
  (...magics: readonly string[]) =>
  (head: string) =>
    magics.some((magic) => head.startsWith(magic));

/**
 * What people have under a model's name, by the first bytes (as Latin-1). A pointer is what a clone or download without
 * Git LFS leaves; a web page is what a link to a page about a file gives.
 */
const KINDS: readonly Kind[] = [
  { is: (head) => head === '', words: 'an empty file' },
  {
    is: beginsWith('version https://git-lfs.github.com/'),
    words: 'a Git LFS pointer, which stands for the file: fetch the file itself with git lfs pull',
  },
  {
    is: (head) => /^\s*<(!doctype html|html|head|body|!--)/i.test(head.replace(/^\u00ef\u00bb\u00bf/, '')),
    words: 'a web page: download the file itself, not the page that shows it',
  },
  { is: (head) => /^\s*<(\?xml|[A-Z]\w*>)/.test(head), words: 'an XML document, such as a server’s message' },
  {
    is: (head) => /^\s*\{[\s\S]*"class_name"/.test(head),
    words: 'the description of a model without its weights: save the whole with model.save(path)',
  },
  { is: (head) => /^\s*[[{]\s*["{[\]}]/.test(head), words: 'a JSON document' },
  {
    is: (head) => head.slice(4, 8) === 'ORTM',
    words: 'a model in onnxruntime’s own format: give the .onnx file that it was made of',
  },
  {
    is: (head) => /^(Entry|Repository|Revision) not found/i.test(head),
    words: 'a server’s answer that it has no such file: check the names of repository and file',
  },
  {
    is: (head) => head.slice(4, 8) === 'TFL3',
    words: 'a TensorFlow Lite model: save the Keras model it was made of',
  },
  { is: beginsWith('\u001f\u008b'), words: 'a gzip archive: unpack it first' },
  {
    is: beginsWith('Rar!', "7z\u00bc\u00af'\u001c", '\u00fd7zXZ', 'BZh'),
    words: 'an archive: unpack it first',
  },
  { is: (head) => head.slice(257, 262) === 'ustar', words: 'a tar archive: unpack it first' },
  {
    is: beginsWith('\u0080\u0002', '\u0080\u0003', '\u0080\u0004', '\u0080\u0005'),
    words: 'a Python pickle, which is code and is never read',
  },
  { is: beginsWith('\u0093NUMPY'), words: 'a NumPy array, not a model' },
  { is: beginsWith('\u00ff\u00d8\u00ff', '\u0089PNG', 'GIF8'), words: 'a picture, not a model' },
  { is: beginsWith('%PDF'), words: 'a PDF document' },
  { is: beginsWith('#', 'import ', 'from '), words: 'a text, such as a program, not a model' },
];

/**
 * Says what a file is that was taken for a model and is none.
 *
 * @param head the first `FOREIGN_FILE_HEAD_BYTES` of the file, or all that it has
 * @returns the end of a sentence, with what to do; null for a file that is not recognised
 */
export function describeForeignFile(head: Uint8Array): string | null {
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join('');
  return KINDS.find(({ is }) => is(text))?.words ?? null;
}

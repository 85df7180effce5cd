import { shown } from '@slc/domain';
import { invalidFile, unsupportedFile } from '../faults.js';
import type { OnnxFile } from './model.js';

interface Versions {
  readonly oldest: number;
  readonly newest: number;
}

/** What onnxruntime 1.30 opens: onnxruntime.ai/docs/reference/compatibility.html, and measured. */
const IR_VERSIONS: Versions = { oldest: 3, newest: 13 };
const OPSETS: Versions = { oldest: 7, newest: 26 };

/** The standard operators, and onnxruntime's own. Any other domain needs a library that would be code of a stranger. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set(['', 'ai.onnx.ml', 'com.microsoft']);

/** Operators that trust their sizes, which onnxruntime chose itself, and read beyond their inputs where these lie. */
const LAID_OUT = 'com.microsoft.nchwc';

/** Domains that onnxruntime keeps for itself: a function there may hide one of its operators, or be hidden by it. */
const RESERVED_DOMAIN = /^$|^(ai\.onnx|com\.microsoft|com\.ms|org\.pytorch\.aten)(\.|$)/;

/**
 * Refuses a file that onnxruntime could not open, with what to do about it.
 *
 * @throws SlcError `unsupported_model`; `invalid_model` where it does not name its opset
 */
export function assertRuns(file: OnnxFile): void {
  const { irVersion, opsets } = file;
  const { name, version } = file.producer;
  const producer = name === '' ? 'its exporter' : `${name} ${version}`.trim();
  assertWithin(IR_VERSIONS, {
    what: 'IR version',
    version: irVersion,
    ifNewer: `export it once more, with an older onnx package than ${producer} used, or for opset 17 to 22`,
  });
  const opset = opsets.get('');
  if (opset === undefined) throw invalidFile('expected an ONNX file that names its opset, got one without');
  assertWithin(OPSETS, {
    what: 'opset',
    version: opset,
    ifNewer: 'export it for an older one, such as torch.onnx.export(…, opset_version=20)',
  });
  assertOperators(file);
}

interface FileVersion {
  readonly what: string;
  readonly version: number;
  /** What to do about a version that is too new. */
  readonly ifNewer: string;
}

function assertWithin({ oldest, newest }: Versions, { what, version, ifNewer }: FileVersion): void {
  if (version >= oldest && version <= newest) return;
  const advice = version > newest ? ifNewer : 'onnx.version_converter can bring it to a newer one';
  throw unsupportedFile(`expected ${what} ${oldest} to ${newest}, the file has ${version}: ${advice}`);
}

/** Those of the graph, of its subgraphs and of functions: of a known domain, or one of the file's functions. */
function assertOperators({ nodes, functions }: OnnxFile): void {
  for (const { operator, domain } of functions) {
    if (!RESERVED_DOMAIN.test(domain)) continue;
    throw unsupportedFile(
      `function ${shown(operator)}: expected a domain of the file's own, not onnxruntime's`,
    );
  }
  const own = new Set(functions.map(({ operator }) => operator));
  for (const { operators } of [...nodes, ...functions]) {
    for (const each of operators) {
      const domain = each.slice(0, each.indexOf(':'));
      if (KNOWN_DOMAINS.has(domain) || own.has(each)) continue;
      if (domain === LAID_OUT) {
        throw unsupportedFile(
          'expected a network for any machine, onnxruntime laid this one out for one: give the file that its framework exported',
        );
      }
      const operator = each.slice(domain.length + 1);
      const expected = "expected standard operators or onnxruntime's own";
      throw unsupportedFile(
        `${expected}, the file has ${shown(operator)} of ${shown(domain)}, which needs a library of its own`,
      );
    }
  }
}

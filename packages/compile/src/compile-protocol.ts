import {
  ERROR_CODES,
  type Found,
  foundSchema,
  isReadable,
  type Normalisation,
  type OpenChoice,
  readable,
  SlcError,
  toSlcError,
} from '@slc/domain';
import type { Quantisation } from '@slc/engine-onnx';
import type { Scaling } from '@slc/models';
import { z } from 'zod';
import type { ChildLimits } from './child-limits.js';
import type { CompiledFormat } from './compiled-format.js';

/** What the parent asks of the process that reads and compiles a model. */
export interface CompileOrder {
  readonly weightsPath: string;
  /** Hex digest that the file must have: it may have changed since it was verified. */
  readonly sha256: string;
  readonly outputPath: string;
  /** A folder of this piece of work alone: the parent removes it, since the child may be killed at any time. */
  readonly scratchDirectory: string;
  readonly format: CompiledFormat;
  /** Becomes a part of the network. Null: what suits the network's first layers. */
  readonly normalisation: Normalisation | null;
  /** Of an ONNX file without a manifest: what lies beside it, and the scaling that a person says. Null for any other. */
  readonly bare: { readonly found: Found; readonly scaling: Scaling | null } | null;
  readonly read: ReadChoices;
  /** What the process may take. */
  readonly limits: ChildLimits;
  /** What int8 is written from. Null: the network is compiled in float32. */
  readonly quantisation: Quantisation | null;
}

/** What a manifest or a person decides of how a model file is read; null where neither says it. */
export interface ReadChoices {
  /** For a network that takes pictures of any size. */
  readonly size: { readonly height: number; readonly width: number } | null;
  /** Of several outputs. */
  readonly output: string | null;
}

/** Nobody changes it. */
const said: z.ZodType<Found> = foundSchema;

/** What reading a model showed; also the cache's record of an entry. */
export const modelDescription = z.object({
  /** (height, width, channels) */
  inputShape: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  /** Whether the network takes whole numbers alone, such as bytes: pixels must not be scaled before it. */
  takesWholeNumbers: z.boolean(),
  /** As the file has it, without the batch. */
  outputShape: z.array(z.int().positive()),
  /** Number of logits, one a class: a single output is two classes. */
  classes: z.int().positive(),
  /** Length of the embedding; null where the network has none. */
  embeddingLength: z.int().positive().nullable(),
  /** Places of the last spatial activations; null where the network has none. */
  mapSize: z.object({ height: z.int().positive(), width: z.int().positive() }).nullable(),
  /** Whether the network has outputs for each class's map of the same size: its head's derivative is known. */
  hasClassMaps: z.boolean(),
  /** The network's last activation, before the softmax was split off. */
  finalActivation: z.string(),
  /** What the network's first layers say of the pixels that they want. */
  ownScaling: z.enum(['pixels', 'unit']).nullable(),
  /** Whether logits of classes that exclude each other could be made of it. */
  givesLogits: z.boolean(),
  /** Number of layers by Keras class, or of operators by ONNX's names. */
  layerCounts: z.record(z.string(), z.int().positive()),
  parameters: z.int().nonnegative(),
  /** Of an ONNX file; null for Keras's. */
  onnx: z
    .object({
      producer: z.string(),
      irVersion: z.int(),
      opset: z.int(),
      input: z.object({
        name: z.string(),
        layout: z.enum(['channels-first', 'channels-last']),
        /** As the file declares it. */
        batch: z.union([z.int(), z.literal('free')]),
      }),
      /** What its own metadata say. */
      said,
      /** By name, the first of them. */
      outputs: z.array(z.string()),
      /** How pictures are given to it, and how that was found out. */
      batch: z.object({ kind: z.enum(['together', 'freed', 'one-by-one']), reason: z.string() }),
      /** Whether it was saved in int8 or float16. */
      hasOwnPrecision: z.boolean(),
      /** Weights beside the file, by their paths relative to it. */
      externalFiles: z.array(z.object({ file: z.string(), sizeBytes: z.int(), sha256: z.string() })),
    })
    .nullable(),
  compiledSha256: z.string(),
  /** Null where heat maps are not compiled to a file of their own. */
  mapsSha256: z.string().nullable(),
});

export type ModelDescription = z.infer<typeof modelDescription>;

/** Why a child process did not do what it was asked. */
export const refusal = z.object({
  kind: z.literal('refused'),
  code: z.enum(ERROR_CODES),
  message: z.string(),
  cause: z.string().optional(),
  openChoice: z
    .discriminatedUnion('of', [
      z.object({ of: z.literal('size') }),
      z.object({ of: z.literal('output'), names: z.array(z.string()).readonly() }),
    ])
    .optional(),
});

export type Refusal = z.infer<typeof refusal>;

/** A refusal goes to logs, clients and terminals, and holds a stranger's words, be they megabytes. */
const LONGEST_SENTENCE = 2_000;
const LONGEST_CAUSE = 8_192;
const MOST_NAMES = 100;
const LONGEST_NAME = 200;

export function refusalOf(thrown: unknown): Refusal {
  const { code, message, cause, openChoice } = toSlcError(thrown);
  return {
    kind: 'refused',
    code,
    message: sentenceOf(message),
    openChoice: openChoice && sayable(openChoice),
    ...(cause instanceof Error && { cause: cause.stack?.slice(0, LONGEST_CAUSE) }),
  };
}

/** On one line, and cut before it is looked through. */
function sentenceOf(message: string): string {
  const isWhole = message.length <= LONGEST_SENTENCE;
  const lines = message.slice(0, LONGEST_SENTENCE).split('\n');
  const words = lines.map((line) => readable(line.trim())).join(' ');
  return isWhole ? words : `${words}…`;
}

/** Of many names the first, as far as a person can read and type them. */
function sayable(choice: OpenChoice): OpenChoice {
  if (choice.of !== 'output') return choice;
  const names = choice.names.filter((name) => name.length <= LONGEST_NAME && isReadable(name));
  return { of: 'output', names: names.slice(0, MOST_NAMES) };
}

export function refusalError({ code, message, cause, openChoice }: Refusal): SlcError {
  return new SlcError(code, message, { cause, ...(openChoice && { openChoice }) });
}

export const compileReply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('compiled'), description: modelDescription }),
  /** Comes before one of the others: onnxruntime runs a stranger's network from here on. */
  z.object({ kind: z.literal('tries') }),
  refusal,
]);

export type CompileReply = z.infer<typeof compileReply>;

import { bytesOf, type DicomLimits, readDicomFile } from '@slc/dicom';
import {
  type ClassifiedImage,
  EXPLANATION_METHODS,
  type ExplanationMethod,
  type ModelManifest,
  type ModelRef,
} from '@slc/domain';
import {
  type DerivedKind,
  derivedUids,
  readSourceInstance,
  type SourceInstance,
  writeReport,
} from '@slc/interop';
import { heatMapObject } from './heat-map-object.js';

/** A photograph that was retrieved, as far as it decides what is made of it. */
export interface SourceImage {
  readonly file: Uint8Array;
  readonly source: SourceInstance;
  readonly study: string;
  readonly instance: string;
  readonly sopClass: string;
  /** Whether it names an image that it was made of. */
  readonly isDerived: boolean;
}

/** What becomes of an image's answer in its study. */
export interface DerivedObjects {
  /** SOP Instance UIDs of what is stored for an image; the report is the last, so that it is there when all are. */
  wantedOf(instance: string): readonly string[];
  /** Those of every picture that may be made of an image with this model. */
  madeOf(instance: string): readonly string[];
  /** @throws SlcError as `readSourceInstance` */
  read(file: Uint8Array): Promise<SourceImage>;
  /** DICOM files of those that are wanted, in that order. @throws SlcError as `heatMapObject` */
  make(source: SourceImage, answer: ClassifiedImage, wish: ObjectWish): Promise<readonly Uint8Array[]>;
}

export interface ObjectWish {
  /** SOP Instance UIDs. */
  readonly wanted: readonly string[];
  readonly signal: AbortSignal;
}

/** (0008,2112): the images that an image was made of. */
const SOURCE_IMAGE_SEQUENCE = 0x0008_2112;

/** Of a sequence without an item: nothing, or its delimiter. */
const EMPTY_SEQUENCE_BYTES = 8;

export interface DerivedObjectsOptions {
  readonly model: ModelRef;
  readonly manifest: Pick<ModelManifest, 'labels' | 'preprocessing'>;
  readonly explain?: ExplanationMethod | undefined;
  readonly limits: DicomLimits;
}

export function derivedObjects({ model, manifest, explain, limits }: DerivedObjectsOptions): DerivedObjects {
  const kinds: readonly DerivedKind[] = [...(explain ? [heatMap(explain)] : []), 'report'];
  const uidOf = (instance: string, kind: DerivedKind) => derivedUids(instance, model, kind).sopInstanceUid;
  const { labels, preprocessing: framing } = manifest;
  // An image at its own size, and the map over it, take much memory: one is drawn at a time.
  const drawing = oneAtATime();
  return {
    wantedOf: (instance) => kinds.map((kind) => uidOf(instance, kind)),
    madeOf: (instance) => EXPLANATION_METHODS.map((method) => uidOf(instance, heatMap(method))),
    async read(file) {
      const source = await readSourceInstance(file, limits);
      const { dataset } = await readDicomFile(file, limits);
      const sources = bytesOf(dataset, SOURCE_IMAGE_SEQUENCE)?.length ?? 0;
      return {
        ...{ file, source, study: source.studyInstanceUid, instance: source.sopInstanceUid },
        ...{ sopClass: source.sopClassUid, isDerived: sources > EMPTY_SEQUENCE_BYTES },
      };
    },
    async make({ file, source }, { classification }, { wanted, signal }) {
      const made = kinds
        .filter((kind) => wanted.includes(uidOf(source.sopInstanceUid, kind)))
        .map(async (kind) =>
          kind === 'report'
            ? writeReport({ classification, labels, source })
            : await drawing(() => heatMapObject({ classification, source, file, framing, signal })),
        );
      // An answer without an explanation has no heat map.
      return (await Promise.all(made)).filter((object) => object !== null);
    },
  };
}

/** Runs each task when those before it are over. */
function oneAtATime(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}

function heatMap(method: ExplanationMethod): DerivedKind {
  return `heat-map ${method}`;
}

import { type Attributes, SOP_CLASSES } from '@slc/dicom';
import {
  type Classification,
  EXPLANATION_METHOD_NAMES,
  type Explanation,
  type Size,
  SlcError,
} from '@slc/domain';
import { codeItem, DCM } from './codes.js';
import { reference } from './content-items.js';
import { writeDerivedObject } from './derived-object.js';
import type { SourceInstance } from './source-instance.js';

/** Rows and Columns have 16 bits. */
const MOST_PIXELS_ALONG = 65_535;

export interface CapturedMap {
  readonly classification: Classification & { readonly explanation: Explanation };
  readonly source: SourceInstance;
  /** The image with the map and its label over it: RGB, 8 bits a channel, (height, width, 3). */
  readonly overlay: Size & { readonly data: Uint8Array };
}

/**
 * An explanation's map over the image, as a Secondary Capture.
 *
 * @throws SlcError `invalid_image` for a side that is too long for DICOM
 */
export function writeHeatMapCapture({ classification, source, overlay }: CapturedMap): Uint8Array {
  const { model, explanation } = classification;
  const own = {
    SOPClassUID: SOP_CLASSES.secondaryCapture,
    // General Series Module
    Modality: 'OT',
    SeriesNumber: '9002',
    SeriesDescription: 'Heat map of a skin lesion class, research only',
    ...source.image,
    // SC Equipment Module: made on a workstation.
    ConversionType: 'WSD',
    // General Image Module
    PatientOrientation: '',
    ImageType: ['DERIVED', 'SECONDARY'],
    DerivationDescription: derivationOf(classification),
    SourceImageSequence: [
      { ...reference(source), PurposeOfReferenceCodeSequence: [codeItem(DCM.sourceForProcessing)] },
    ],
    // The label.
    BurnedInAnnotation: 'YES',
    ...pixelModule(overlay),
  };
  return writeDerivedObject({ source, model, kind: `heat-map ${explanation.method}`, own });
}

function derivationOf({ explanation, model, notice }: CapturedMap['classification']): string {
  const { method, class: id, check } = explanation;
  const held = check.holds
    ? 'Without its strongest fifth the probability of the class falls more than without random fifths.'
    : 'A check by deletion failed: the map does not show what the answer rests on.';
  return `${EXPLANATION_METHOD_NAMES[method]} map of class ${id}, model ${model.id}, laid over the image. ${held} ${notice}`;
}

function pixelModule({ data, width, height }: CapturedMap['overlay']): Attributes {
  if (Math.max(width, height) > MOST_PIXELS_ALONG) {
    const expected = `expected sides of at most ${MOST_PIXELS_ALONG} pixels for a Secondary Capture`;
    throw new SlcError('invalid_image', `image: ${expected}, got ${width} x ${height}`);
  }
  return {
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    Rows: height,
    Columns: width,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: data,
  };
}

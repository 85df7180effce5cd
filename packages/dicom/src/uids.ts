/** Transfer syntaxes that are read: how the dataset is encoded, and its pixels (PS3.6, table A-1). */
export const TRANSFER_SYNTAXES = {
  implicitLittleEndian: '1.2.840.10008.1.2',
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  explicitBigEndian: '1.2.840.10008.1.2.2',
  jpegBaseline: '1.2.840.10008.1.2.4.50',
  jpegExtended: '1.2.840.10008.1.2.4.51',
  jpegSpectralSelection: '1.2.840.10008.1.2.4.53',
  jpegProgressive: '1.2.840.10008.1.2.4.55',
  jpegLossless: '1.2.840.10008.1.2.4.57',
  jpegLosslessFirstOrder: '1.2.840.10008.1.2.4.70',
  jpegLsLossless: '1.2.840.10008.1.2.4.80',
  jpegLsNearLossless: '1.2.840.10008.1.2.4.81',
  jpeg2000Lossless: '1.2.840.10008.1.2.4.90',
  jpeg2000: '1.2.840.10008.1.2.4.91',
  rle: '1.2.840.10008.1.2.5',
} as const;

/** SOP classes (PS3.6, table A-1): of what is written, and of photographs that are not dermoscopy. */
export const SOP_CLASSES = {
  secondaryCapture: '1.2.840.10008.5.1.4.1.1.7',
  comprehensive3dReport: '1.2.840.10008.5.1.4.1.1.88.34',
  ultrasoundImage: '1.2.840.10008.5.1.4.1.1.6.1',
  endoscopicImage: '1.2.840.10008.5.1.4.1.1.77.1.1',
  microscopicImage: '1.2.840.10008.5.1.4.1.1.77.1.2',
} as const;

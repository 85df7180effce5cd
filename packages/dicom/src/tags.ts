/**
 * The elements that this package reads or writes, by the dictionary's names (PS3.6). A tag is one number: group times
 * 65,536, plus element.
 */
export const TAGS = {
  fileMetaInformationGroupLength: 0x0002_0000,
  mediaStorageSopClassUid: 0x0002_0002,
  transferSyntaxUid: 0x0002_0010,
  specificCharacterSet: 0x0008_0005,
  sopClassUid: 0x0008_0016,
  sopInstanceUid: 0x0008_0018,
  samplesPerPixel: 0x0028_0002,
  photometricInterpretation: 0x0028_0004,
  planarConfiguration: 0x0028_0006,
  numberOfFrames: 0x0028_0008,
  rows: 0x0028_0010,
  columns: 0x0028_0011,
  pixelAspectRatio: 0x0028_0034,
  bitsAllocated: 0x0028_0100,
  bitsStored: 0x0028_0101,
  highBit: 0x0028_0102,
  pixelRepresentation: 0x0028_0103,
  burnedInAnnotation: 0x0028_0301,
  redPaletteDescriptor: 0x0028_1101,
  greenPaletteDescriptor: 0x0028_1102,
  bluePaletteDescriptor: 0x0028_1103,
  redPaletteData: 0x0028_1201,
  greenPaletteData: 0x0028_1202,
  bluePaletteData: 0x0028_1203,
  segmentedRedPaletteData: 0x0028_1221,
  pixelData: 0x7fe0_0010,
  item: 0xfffe_e000,
  itemDelimitation: 0xfffe_e00d,
  sequenceDelimitation: 0xfffe_e0dd,
} as const;

/** As the standard prints it: `(0028,0010)`. */
export function nameTag(tag: number): string {
  const digits = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

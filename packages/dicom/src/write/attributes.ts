import { TAGS } from '../tags.js';

/** How an element's value is written (PS3.5, 6.2): those that the attributes below need. */
export type ValueRepresentation =
  | ('AE' | 'AS' | 'CS' | 'DA' | 'DS' | 'DT' | 'IS' | 'LO' | 'LT' | 'OB' | 'OW')
  | ('PN' | 'SH' | 'SQ' | 'ST' | 'TM' | 'UI' | 'UL' | 'US' | 'UT');

/** The attributes that can be written, by keyword (PS3.6): tag and value representation. */
export const DICTIONARY = {
  FileMetaInformationGroupLength: [TAGS.fileMetaInformationGroupLength, 'UL'],
  FileMetaInformationVersion: [0x0002_0001, 'OB'],
  MediaStorageSOPClassUID: [TAGS.mediaStorageSopClassUid, 'UI'],
  MediaStorageSOPInstanceUID: [0x0002_0003, 'UI'],
  TransferSyntaxUID: [TAGS.transferSyntaxUid, 'UI'],
  ImplementationClassUID: [0x0002_0012, 'UI'],
  ImplementationVersionName: [0x0002_0013, 'SH'],

  SpecificCharacterSet: [TAGS.specificCharacterSet, 'CS'],
  ImageType: [0x0008_0008, 'CS'],
  SOPClassUID: [TAGS.sopClassUid, 'UI'],
  SOPInstanceUID: [TAGS.sopInstanceUid, 'UI'],
  StudyDate: [0x0008_0020, 'DA'],
  AcquisitionDate: [0x0008_0022, 'DA'],
  ContentDate: [0x0008_0023, 'DA'],
  AcquisitionDateTime: [0x0008_002a, 'DT'],
  StudyTime: [0x0008_0030, 'TM'],
  AcquisitionTime: [0x0008_0032, 'TM'],
  ContentTime: [0x0008_0033, 'TM'],
  AccessionNumber: [0x0008_0050, 'SH'],
  Modality: [0x0008_0060, 'CS'],
  ConversionType: [0x0008_0064, 'CS'],
  Manufacturer: [0x0008_0070, 'LO'],
  ReferringPhysicianName: [0x0008_0090, 'PN'],
  CodeValue: [0x0008_0100, 'SH'],
  CodingSchemeDesignator: [0x0008_0102, 'SH'],
  CodeMeaning: [0x0008_0104, 'LO'],
  MappingResource: [0x0008_0105, 'CS'],
  CodingSchemeIdentificationSequence: [0x0008_0110, 'SQ'],
  CodingSchemeName: [0x0008_0115, 'ST'],
  CodingSchemeResponsibleOrganization: [0x0008_0116, 'ST'],
  TimezoneOffsetFromUTC: [0x0008_0201, 'SH'],
  StudyDescription: [0x0008_1030, 'LO'],
  SeriesDescription: [0x0008_103e, 'LO'],
  PhysiciansOfRecord: [0x0008_1048, 'PN'],
  NameOfPhysiciansReadingStudy: [0x0008_1060, 'PN'],
  AdmittingDiagnosesDescription: [0x0008_1080, 'LO'],
  ManufacturerModelName: [0x0008_1090, 'LO'],
  ReferencedPerformedProcedureStepSequence: [0x0008_1111, 'SQ'],
  ReferencedSeriesSequence: [0x0008_1115, 'SQ'],
  ReferencedSOPClassUID: [0x0008_1150, 'UI'],
  ReferencedSOPInstanceUID: [0x0008_1155, 'UI'],
  ReferencedSOPSequence: [0x0008_1199, 'SQ'],
  DerivationDescription: [0x0008_2111, 'ST'],
  SourceImageSequence: [0x0008_2112, 'SQ'],

  PatientName: [0x0010_0010, 'PN'],
  PatientID: [0x0010_0020, 'LO'],
  IssuerOfPatientID: [0x0010_0021, 'LO'],
  TypeOfPatientID: [0x0010_0022, 'CS'],
  PatientBirthDate: [0x0010_0030, 'DA'],
  PatientBirthTime: [0x0010_0032, 'TM'],
  PatientSex: [0x0010_0040, 'CS'],
  OtherPatientNames: [0x0010_1001, 'PN'],
  PatientAge: [0x0010_1010, 'AS'],
  PatientSize: [0x0010_1020, 'DS'],
  PatientWeight: [0x0010_1030, 'DS'],
  MedicalAlerts: [0x0010_2000, 'LO'],
  Allergies: [0x0010_2110, 'LO'],
  EthnicGroup: [0x0010_2160, 'SH'],
  Occupation: [0x0010_2180, 'SH'],
  SmokingStatus: [0x0010_21a0, 'CS'],
  AdditionalPatientHistory: [0x0010_21b0, 'LT'],
  PatientComments: [0x0010_4000, 'LT'],

  ClinicalTrialSponsorName: [0x0012_0010, 'LO'],
  ClinicalTrialProtocolID: [0x0012_0020, 'LO'],
  ClinicalTrialProtocolName: [0x0012_0021, 'LO'],
  ClinicalTrialSiteID: [0x0012_0030, 'LO'],
  ClinicalTrialSiteName: [0x0012_0031, 'LO'],
  ClinicalTrialSubjectID: [0x0012_0040, 'LO'],
  ClinicalTrialSubjectReadingID: [0x0012_0042, 'LO'],
  ClinicalTrialTimePointID: [0x0012_0050, 'LO'],
  ClinicalTrialTimePointDescription: [0x0012_0051, 'ST'],
  PatientIdentityRemoved: [0x0012_0062, 'CS'],
  DeidentificationMethod: [0x0012_0063, 'LO'],
  DeidentificationMethodCodeSequence: [0x0012_0064, 'SQ'],

  BodyPartExamined: [0x0018_0015, 'CS'],
  DeviceSerialNumber: [0x0018_1000, 'LO'],
  SoftwareVersions: [0x0018_1020, 'LO'],

  StudyInstanceUID: [0x0020_000d, 'UI'],
  SeriesInstanceUID: [0x0020_000e, 'UI'],
  StudyID: [0x0020_0010, 'SH'],
  SeriesNumber: [0x0020_0011, 'IS'],
  InstanceNumber: [0x0020_0013, 'IS'],
  PatientOrientation: [0x0020_0020, 'CS'],
  Laterality: [0x0020_0060, 'CS'],
  ImageLaterality: [0x0020_0062, 'CS'],

  SamplesPerPixel: [TAGS.samplesPerPixel, 'US'],
  PhotometricInterpretation: [TAGS.photometricInterpretation, 'CS'],
  PlanarConfiguration: [TAGS.planarConfiguration, 'US'],
  Rows: [TAGS.rows, 'US'],
  Columns: [TAGS.columns, 'US'],
  BitsAllocated: [TAGS.bitsAllocated, 'US'],
  BitsStored: [TAGS.bitsStored, 'US'],
  HighBit: [TAGS.highBit, 'US'],
  PixelRepresentation: [TAGS.pixelRepresentation, 'US'],
  BurnedInAnnotation: [TAGS.burnedInAnnotation, 'CS'],
  LossyImageCompression: [0x0028_2110, 'CS'],
  LossyImageCompressionRatio: [0x0028_2112, 'DS'],
  LossyImageCompressionMethod: [0x0028_2114, 'CS'],

  MeasurementUnitsCodeSequence: [0x0040_08ea, 'SQ'],
  RelationshipType: [0x0040_a010, 'CS'],
  ValueType: [0x0040_a040, 'CS'],
  ConceptNameCodeSequence: [0x0040_a043, 'SQ'],
  ContinuityOfContent: [0x0040_a050, 'CS'],
  UID: [0x0040_a124, 'UI'],
  TextValue: [0x0040_a160, 'UT'],
  ConceptCodeSequence: [0x0040_a168, 'SQ'],
  PurposeOfReferenceCodeSequence: [0x0040_a170, 'SQ'],
  MeasuredValueSequence: [0x0040_a300, 'SQ'],
  NumericValue: [0x0040_a30a, 'DS'],
  PerformedProcedureCodeSequence: [0x0040_a372, 'SQ'],
  CurrentRequestedProcedureEvidenceSequence: [0x0040_a375, 'SQ'],
  CompletionFlag: [0x0040_a491, 'CS'],
  VerificationFlag: [0x0040_a493, 'CS'],
  PreliminaryFlag: [0x0040_a496, 'CS'],
  ContentTemplateSequence: [0x0040_a504, 'SQ'],
  ContentSequence: [0x0040_a730, 'SQ'],
  TemplateIdentifier: [0x0040_db00, 'CS'],

  PixelData: [TAGS.pixelData, 'OB'],
} as const satisfies Readonly<Record<string, readonly [tag: number, vr: ValueRepresentation]>>;

export type AttributeKeyword = keyof typeof DICTIONARY;

type OwnValue<VR extends ValueRepresentation> = VR extends 'SQ'
  ? readonly Attributes[]
  : VR extends 'US' | 'UL'
    ? number
    : VR extends 'OB' | 'OW'
      ? Uint8Array
      : string | readonly string[];

/**
 * Attributes with their values, by keyword. Several values are an array; the empty string is a value that is not known. Bytes stand
 * for a value that is copied from another file as it is.
 */
export type Attributes = {
  readonly [Keyword in AttributeKeyword]?:
    | OwnValue<(typeof DICTIONARY)[Keyword][1]>
    | ((typeof DICTIONARY)[Keyword][1] extends 'SQ' ? never : Uint8Array);
};

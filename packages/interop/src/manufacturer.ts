/** Who made an answer, in DICOM's equipment and observer, FHIR's device, and the code systems of both. */
export const MANUFACTURER = 'Skin Lesion Classifier';

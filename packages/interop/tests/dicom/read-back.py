# Reads objects back by pydicom and highdicom, and prints what they say as JSON. Arguments: FILE.sr.dcm … FILE.sc.dcm …
# Requires .ci/interop.txt.
import hashlib
import json
import sys

import highdicom as hd
import pydicom


def code(item):
    return f"{item.CodingSchemeDesignator} {item.CodeValue}"


def report(path):
    read = hd.sr.srread(path)
    [group] = read.content.get_image_measurement_groups()
    [evidence] = read.CurrentRequestedProcedureEvidenceSequence
    [series] = evidence.ReferencedSeriesSequence
    [source] = series.ReferencedSOPSequence
    [template] = read.ContentTemplateSequence
    return {
        "template": template.TemplateIdentifier,
        "evidence": [evidence.StudyInstanceUID, series.SeriesInstanceUID, source.ReferencedSOPInstanceUID],
        "measurements": [
            [code(each[0].ContentSequence[0].ConceptCodeSequence[0]), float(each.value)]
            for each in group.get_measurements()
        ],
        "evaluations": [
            [each.name.value, f"{each.value.scheme_designator} {each.value.value}"]
            for each in group.get_qualitative_evaluations()
        ],
    }


def capture(path):
    read = pydicom.dcmread(path)
    pixels = read.pixel_array
    return {
        "source": read.SourceImageSequence[0].ReferencedSOPInstanceUID,
        "shape": list(pixels.shape),
        "lastPixel": pixels[-1, -1].tolist(),
        "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
    }


def header(path):
    read = pydicom.dcmread(path, stop_before_pixels=True)
    return {"study": read.StudyInstanceUID, "patient": [read.PatientID, str(read.PatientName)], "modality": read.Modality}


print(
    json.dumps(
        [
            {**header(path), **(report(path) if path.endswith(".sr.dcm") else capture(path))}
            for path in sys.argv[1:]
        ]
    )
)

curl -H 'Accept: application/dicom' -F image=@lesion.dcm -o report.dcm \
  http://localhost:8000/api/v1/classify

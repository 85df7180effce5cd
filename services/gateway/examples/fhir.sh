curl -H 'Accept: application/fhir+json' -F image=@lesion.jpg \
  http://localhost:8000/api/v1/classify

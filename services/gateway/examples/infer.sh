curl -H 'Inference-Header-Content-Length: 0' --data-binary @lesion.jpg \
  http://localhost:8000/v2/models/efficientnetv2s-ham10000/infer

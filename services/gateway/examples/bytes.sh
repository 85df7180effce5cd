curl -H 'Content-Type: image/jpeg' --data-binary @lesion.jpg \
  'http://localhost:8000/api/v1/classify?explain=grad-cam'

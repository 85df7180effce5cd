# Runs with the package that openapi-python-client writes from the running service, beside it in the folder `service_client`.
import io
import json
import sys

from service_client import Client
from service_client.api.images import classify
from service_client.api.model import get_model
from service_client.models import ClassifyExplain, ClassifyFilesBody
from service_client.types import File

service, path = sys.argv[1:]
client = Client(base_url=service)
with open(path, "rb") as file:
    image = file.read()

form = ClassifyFilesBody(image=File(payload=io.BytesIO(image), file_name="lesion.jpg", mime_type="image/jpeg"))
answer = classify.sync(client=client, body=form, explain=ClassifyExplain.GRAD_CAM)
bare = classify.sync(client=client, body=File(payload=io.BytesIO(image)))
refused = classify.sync(client=client, body=File(payload=io.BytesIO(b"no image")))
info = get_model.sync(client=client)
assert bare.top_class == answer.top_class
print(
    json.dumps(
        {
            "topClass": answer.top_class,
            "verdict": answer.assessment.verdict.value,
            "hasMap": len(answer.explanation.values) > 0,
            "refused": refused.code.value,
            "model": info.manifest.id,
        }
    )
)

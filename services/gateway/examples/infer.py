from urllib.parse import urlsplit

import numpy as np
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput
from tritonclient.utils import InferenceServerException

service = urlsplit("http://localhost:8000")
model = "efficientnetv2s-ham10000"

with open("lesion.jpg", "rb") as file:
    images = np.array([file.read()], dtype=object)
image = InferInput("image", images.shape, "BYTES")
image.set_data_from_numpy(images)
# Every class with its probability, most probable first: there are fewer than asked for.
outputs = [InferRequestedOutput("verdict"), InferRequestedOutput("probabilities", class_count=1000)]

client = InferenceServerClient(service.netloc + service.path, ssl=service.scheme == "https")
try:
    answer = client.infer(model, [image], outputs=outputs)
except InferenceServerException as error:
    raise SystemExit(f"{error.status()}: {error.message()}")

print("verdict:", answer.as_numpy("verdict")[0].decode())
for line in answer.as_numpy("probabilities")[0]:
    probability, _, name = line.decode().split(":")
    print(f"{name:>8} {float(probability):.3f}")
print(answer.get_response()["parameters"]["notice"])

# Drives the gateway's Open Inference Protocol with Triton's own client: python3 inference_clients.py SERVICE IMAGE...
# It compares every answer with that of the JSON API, and prints what the test looks at.
import io
import json
import sys
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import numpy as np
from PIL import Image
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput
from tritonclient.utils import InferenceServerException

service, *paths = sys.argv[1:]
address = urlsplit(service)
client = InferenceServerClient(address.netloc + address.path)
# float32 has seven digits, and the JSON API doubles.
NOISE = 1e-6


def classify(image):
    """Each class with its probability, as the JSON API answers."""
    request = Request(f"{service}/api/v1/classify", image, {"Content-Type": "application/octet-stream"})
    with urlopen(request) as response:
        predictions = json.load(response)["predictions"]
    return {each["class"]: each["probability"] for each in predictions}


def as_input(name, array, datatype, binary=True):
    tensor = InferInput(name, array.shape, datatype)
    tensor.set_data_from_numpy(array, binary_data=binary)
    return tensor


def of_files(images, shape=None):
    return as_input("image", np.array(images, dtype=object).reshape(shape or [len(images)]), "BYTES")


def probabilities(model, tensor, **options):
    return client.infer(model, [tensor], **options).as_numpy("probabilities")


def refusal(model, tensor, **options):
    try:
        client.infer(model, [tensor], **options)
    except InferenceServerException as error:
        return [error.status(), error.message()]
    return None


# What it serves.
assert client.is_server_live() and client.is_server_ready()
model, pixel_model = [each["name"] for each in client.get_model_repository_index()]
for name in (model, pixel_model):
    assert client.is_model_ready(name) and client.is_model_ready(name, "1")
[image_input] = client.get_model_metadata(model)["inputs"]
[pixel_input] = client.get_model_metadata(pixel_model, "1")["inputs"]
_, height, width, _ = pixel_input["shape"]
config = client.get_model_config(pixel_model)

# Encoded files: one, as many shapes as there are for one, and 32.
files = [open(path, "rb").read() for path in paths]
expected = [classify(file) for file in files]
ranked = client.infer(
    model, [of_files(files[:1])], outputs=[InferRequestedOutput("probabilities", class_count=1000)]
).as_numpy("probabilities")
labels = {int(line.split(b":")[1]): line.split(b":")[2].decode() for line in ranked[0]}
order = [labels[index] for index in range(len(labels))]
rows = np.array([[answer[name] for name in order] for answer in expected])


def assert_same(got, wanted):
    assert got.dtype == np.float32 and got.shape == wanted.shape, (got.dtype, got.shape, wanted.shape)
    assert np.abs(got - wanted).max() < NOISE, np.abs(got - wanted).max()


assert_same(probabilities(model, of_files(files[:1])), rows[:1])
assert_same(probabilities(model, of_files(files[:1], [1, 1])), rows[:1])
assert_same(probabilities(model, of_files(files[:1]), model_version="1"), rows[:1])
many = [index % len(files) for index in range(32)]
every = of_files([files[index] for index in many])
assert_same(probabilities(model, every), rows[many])
in_json = [
    InferRequestedOutput(name, binary_data=False) for name in ("probabilities", "class", "verdict", "logits")
]
answer = client.infer(
    model, [every], outputs=in_json, request_id="seven", request_compression_algorithm="gzip"
)
assert_same(answer.as_numpy("probabilities"), rows[many])
assert answer.get_response()["id"] == "seven"
top = [order[row.argmax()] for row in rows]
assert [name.decode() if isinstance(name, bytes) else name for name in answer.as_numpy("class")] == [
    top[index] for index in many
]
waiting = [client.async_infer(model, [of_files(files[:1])]) for _ in range(4)]
for each in waiting:
    assert_same(each.get_result().as_numpy("probabilities"), rows[:1])

# Pixels at the model's own size: what the JSON API answers to a picture of that size.
pictures = [Image.open(path).convert("RGB").resize((width, height)) for path in paths]
pngs = []
for picture in pictures:
    file = io.BytesIO()
    picture.save(file, "PNG")
    pngs.append(file.getvalue())
pixel_rows = np.array([[answer[name] for name in order] for answer in map(classify, pngs)])
stack = np.stack([np.asarray(picture) for picture in pictures])
assert_same(probabilities(pixel_model, as_input("pixels", stack[:1], "UINT8")), pixel_rows[:1])
assert_same(probabilities(pixel_model, as_input("pixels", stack[many], "UINT8")), pixel_rows[many])
assert_same(probabilities(pixel_model, as_input("pixels", stack[many], "UINT8", binary=False)), pixel_rows[many])

text = of_files([files[0], b"this is text"])
print(
    json.dumps(
        {
            "server": client.get_server_metadata(),
            "models": [model, pixel_model],
            "inputs": [image_input, pixel_input],
            "config": config,
            "first": client.infer(
                model, [of_files(files[:1])], outputs=[InferRequestedOutput("probabilities", class_count=3)]
            )
            .as_numpy("probabilities")[0][0]
            .decode(),
            "parameters": answer.get_response()["parameters"],
            "refusals": {
                "an unknown model": refusal("nothing", of_files(files[:1])),
                "an unknown version": refusal(model, of_files(files[:1]), model_version="2"),
                "another datatype": refusal(model, as_input("image", np.zeros([1], np.float32), "FP32")),
                "another datatype than pixels": refusal(
                    pixel_model, as_input("pixels", stack[:1].astype(np.float32), "FP32")
                ),
                "another input": refusal(model, as_input("picture", np.array([b"x"], object), "BYTES")),
                "another output": refusal(model, of_files(files[:1]), outputs=[InferRequestedOutput("none")]),
                "another size": refusal(pixel_model, as_input("pixels", stack[:1, 1:], "UINT8")),
                "text as the second image": refusal(model, text),
                "text in JSON": refusal(model, as_input("image", np.array([b"no base64"], object), "BYTES", False)),
                "more images than the queue holds": refusal(model, of_files(files[:1] * 65)),
            },
        }
    )
)

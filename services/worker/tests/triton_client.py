"""Drives a worker with Triton's own client, unchanged, and prints what came back as JSON.

    python3 triton_client.py ADDRESS MODEL FILE…
"""

import io
import json
import queue
import sys

import numpy as np
import tritonclient.grpc as triton
from PIL import Image
from tritonclient.grpc import service_pb2, service_pb2_grpc
from tritonclient.utils import InferenceServerException

address, model, *paths = sys.argv[1:]
pixels_model = f"{model}-pixels"
files = [open(path, "rb").read() for path in paths]
client = triton.InferenceServerClient(address)
stub = client._client_stub


def images_input(images, shape):
    tensor = triton.InferInput("image", shape, "BYTES")
    return tensor.set_data_from_numpy(np.array(images, dtype=object).reshape(shape))


def pixels_input(pictures):
    pixels = np.stack(pictures)
    return triton.InferInput("pixels", list(pixels.shape), "UINT8").set_data_from_numpy(pixels)


def infer(name, tensor, **options):
    return client.infer(name, [tensor], client_timeout=100, **options)


def all_outputs(result):
    outputs = {}
    for output in result.get_response().outputs:
        values = result.as_numpy(output.name)
        texts = values.dtype == object
        outputs[output.name] = [each.decode() for each in values.flat] if texts else values.tolist()
    return outputs


def probabilities(result):
    return result.as_numpy("probabilities").tolist()


def typed(name, tensor, **contents):
    """A request whose tensors are lists, which Triton's client itself never sends."""
    tensor = service_pb2.ModelInferRequest.InferInputTensor(
        **tensor, contents=service_pb2.InferTensorContents(**contents)
    )
    return service_pb2.ModelInferRequest(model_name=name, inputs=[tensor])


def raw(content, **changes):
    tensor = {"name": "image", "datatype": "BYTES", "shape": [1], **changes}
    return service_pb2.ModelInferRequest(
        model_name=model,
        inputs=[service_pb2.ModelInferRequest.InferInputTensor(**tensor)],
        raw_input_contents=[content],
    )


def code_of(call):
    """The status of a call that fails, and its message."""
    try:
        call()
    except InferenceServerException as error:
        return [error.status().removeprefix("StatusCode."), error.message()]
    except Exception as error:
        return [error.code().name, error.details()]
    return ["OK", ""]


def send(request):
    return lambda: stub.ModelInfer(request, timeout=100)


def flooded(count):
    """The statuses of many calls at the same time."""
    came = queue.Queue()
    tensor = images_input(files[:1], [1])
    for _ in range(count):
        client.async_infer(model, [tensor], lambda result, error: came.put(error))
    errors = [came.get(timeout=100) for _ in range(count)]
    return [error.status().removeprefix("StatusCode.") if error else "OK" for error in errors]


metadata = client.get_model_metadata(model, as_json=True)
_, height, width, _ = client.get_model_metadata(pixels_model).inputs[0].shape
pictures = [Image.open(io.BytesIO(file)).convert("RGB").resize((width, height)) for file in files]
as_pixels = [np.asarray(picture) for picture in pictures]


def as_png(picture):
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


one = files[:1]
repeated = [files[index % len(files)] for index in range(32)]
prefix = len(one[0]).to_bytes(4, "little")
timely = infer(model, images_input(one, [1]), request_id="seven", timeout=90_000_000)
last = triton.InferRequestedOutput
report = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "models_ready": [client.is_model_ready(model), client.is_model_ready(pixels_model, "1")],
    "server": client.get_server_metadata(as_json=True),
    "metadata": metadata,
    "pixels_metadata": client.get_model_metadata(pixels_model, as_json=True),
    "config": client.get_model_config(pixels_model, as_json=True)["config"],
    "index": client.get_model_repository_index(as_json=True)["models"],
    "id": timely.get_response().id,
    "parameters": {
        name: getattr(value, value.WhichOneof("parameter_choice"))
        for name, value in timely.get_response().parameters.items()
    },
    "files": all_outputs(infer(model, images_input(files, [len(files)]))),
    "of shape [1, 1]": probabilities(infer(model, images_input(one, [1, 1]))),
    "32 files": probabilities(infer(model, images_input(repeated, [32]))),
    "typed, of shape []": list(
        send(typed(model, {"name": "image", "datatype": "BYTES", "shape": []}, bytes_contents=one))()
        .outputs[0]
        .contents.fp32_contents
    ),
    "pngs": probabilities(infer(model, images_input([as_png(each) for each in pictures], [len(files)]))),
    "pixels": probabilities(infer(pixels_model, pixels_input(as_pixels))),
    "32 pixels": probabilities(infer(pixels_model, pixels_input([as_pixels[i % len(files)] for i in range(32)]))),
    "typed pixels": list(
        send(
            typed(
                pixels_model,
                {"name": "pixels", "datatype": "UINT8", "shape": [1, height, width, 3]},
                uint_contents=as_pixels[0].reshape(-1).tolist(),
            )
        )()
        .outputs[0]
        .contents.fp32_contents
    ),
    "classified": all_outputs(infer(model, images_input(one, [1]), outputs=[last("probabilities", class_count=3)])),
    "filtered": list(
        all_outputs(infer(model, images_input(one, [1]), outputs=[last("verdict"), last("class")]))
    ),
    "errors": {
        "unknown model": code_of(lambda: infer("nothing", images_input(one, [1]))),
        "unknown model's metadata": code_of(lambda: client.get_model_metadata("nothing")),
        "unknown model's readiness": code_of(lambda: stub.ModelReady(service_pb2.ModelReadyRequest(name="nothing"))),
        "unknown version": code_of(lambda: infer(model, images_input(one, [1]), model_version="2")),
        "wrong datatype": code_of(send(raw(b"", datatype="FP32"))),
        "datatype of the other model": code_of(send(raw(bytes(4), datatype="UINT8", shape=[4]))),
        "wrong input": code_of(send(raw(prefix + one[0], name="picture"))),
        "wrong shape": code_of(send(raw(prefix + one[0], shape=[1, 1, 1]))),
        "wrong size": code_of(lambda: infer(pixels_model, pixels_input([as_pixels[0][1:]]))),
        "no image": code_of(send(raw(b"", shape=[0]))),
        "two declared, one sent": code_of(send(raw(prefix + one[0], shape=[2]))),
        "raw and typed": code_of(
            lambda: stub.ModelInfer(
                service_pb2.ModelInferRequest(
                    model_name=model,
                    inputs=typed(model, {"name": "image", "datatype": "BYTES", "shape": [1]}, bytes_contents=one).inputs,
                    raw_input_contents=[prefix + one[0]],
                )
            )
        ),
        "truncated prefix": code_of(send(raw(b"\1\0\0"))),
        "prefix of 4 GB": code_of(send(raw(b"\xff\xff\xff\xff" + one[0]))),
        "more than the queue": code_of(lambda: infer(model, images_input([b"x"] * 65, [65]))),
        "text as an image": code_of(lambda: infer(model, images_input([one[0], b"no image"], [2]))),
        "unknown output": code_of(lambda: infer(model, images_input(one, [1]), outputs=[last("nothing")])),
        "classification of words": code_of(
            lambda: infer(model, images_input(one, [1]), outputs=[last("class", class_count=3)])
        ),
        "no time": code_of(lambda: infer(model, images_input(one, [1]), timeout=1)),
        "not offered": code_of(lambda: client.get_inference_statistics(model)),
    },
    "flooded": flooded(130),
    "after all": probabilities(infer(model, images_input(one, [1]))),
}
json.dump(report, sys.stdout)

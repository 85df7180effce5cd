"""How a photograph travels to a server over HTTP, and how the probabilities come back."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

BOUNDARY = "photograph-0f3a9c"

# In the order of the model's classes.
Probabilities = list[float]


@dataclass(frozen=True)
class Wire:
    path: str
    # photograph -> body, content type
    encode: Callable[[bytes], tuple[bytes, str]]
    # answer, classes of the model -> probabilities
    decode: Callable[[Any, list[str]], Probabilities]

    def request(self, photograph: bytes) -> bytes:
        body, content_type = self.encode(photograph)
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def as_bytes(photograph: bytes) -> tuple[bytes, str]:
    return photograph, "image/jpeg"


def as_form(photograph: bytes) -> tuple[bytes, str]:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="images"; filename="photograph.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = head.encode() + photograph + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def as_inference_request(photograph: bytes) -> tuple[bytes, str]:
    image = {
        "name": "image",
        "shape": [1],
        "datatype": "BYTES",
        "parameters": {"content_type": "base64"},
        "data": [base64.b64encode(photograph).decode()],
    }
    return json.dumps({"inputs": [image]}).encode(), "application/json"


def from_product(answer: Any, labels: list[str]) -> Probabilities:
    by_class = {each["class"]: each["probability"] for each in answer["predictions"]}
    return [by_class[label] for label in labels]


def from_table(answer: Any, labels: list[str]) -> Probabilities:
    return [answer["probabilities"][label] for label in labels]


def from_list_of_one(answer: Any, labels: list[str]) -> Probabilities:
    (only,) = answer
    return from_table(only, labels)


def from_inference_response(answer: Any, _labels: list[str]) -> Probabilities:
    return answer["outputs"][0]["data"]


WIRES = {
    "product": Wire("/api/v1/classify", as_bytes, from_product),
    "bytes": Wire("/classify", as_bytes, from_table),
    "form": Wire("/classify", as_form, from_list_of_one),
    "inference": Wire("/v2/models/classifier/infer", as_inference_request, from_inference_response),
}


def largest_difference(one: Probabilities, other: Probabilities) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))

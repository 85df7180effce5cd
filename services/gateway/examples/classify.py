import json
import urllib.error
import urllib.request

with open("lesion.jpg", "rb") as file:
    image = file.read()

request = urllib.request.Request(
    "http://localhost:8000/api/v1/classify",
    data=image,
    headers={"Content-Type": "image/jpeg"},
)
try:
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
except urllib.error.HTTPError as error:
    problem = json.load(error)
    raise SystemExit(f"{problem['code']}: {problem['detail']}")

print("verdict:", answer["assessment"]["verdict"])
for prediction in answer["predictions"]:
    print(f"{prediction['class']:>8} {prediction['probability']:.3f}")
print(answer["notice"])

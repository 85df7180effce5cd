import grpc
from classifier_pb2 import ClassifyRequest
from classifier_pb2_grpc import ClassifierStub

with open("lesion.jpg", "rb") as file:
    image = file.read()

with grpc.insecure_channel("localhost:50051") as channel:
    try:
        answer = ClassifierStub(channel).Classify(ClassifyRequest(image=image), timeout=30)
    except grpc.RpcError as error:
        raise SystemExit(f"{error.code().name}: {error.details()}")

print("verdict:", answer.assessment.verdict)
for prediction in answer.predictions:
    # The field has the name of a keyword of Python.
    print(f"{getattr(prediction, 'class'):>8} {prediction.probability:.3f}")
print(answer.notice)

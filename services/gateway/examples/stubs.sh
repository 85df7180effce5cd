curl -o classifier.proto http://localhost:8000/api/v1/classifier.proto
python3 -m grpc_tools.protoc -I. --python_out=. --grpc_python_out=. classifier.proto

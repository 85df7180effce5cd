#!/bin/sh
# install-onnx-webgpu.sh OUT: installs nothing, because onnxruntime-node holds the WebGPU provider. What that opens on a GPU are
# Debian's packages, which the last stage of the Dockerfile adds.
set -eu
mkdir -p "$1/app"

#!/bin/sh
# install-cuda.sh REQUIREMENTS FOLDER: the CUDA libraries of pinned wheels, without what only training or linking needs.
set -eu
python3 -m pip install --quiet --no-deps --no-compile --no-cache-dir --require-hashes --only-binary :all: \
  --target /tmp/wheels --requirement "$1"
mkdir -p "$2"
mv /tmp/wheels/nvidia/*/lib/*.so* "$2"
rm -rf /tmp/wheels
cd "$2"
# No wheel has the name without a version, by which cuDNN opens it.
ln -s libnvrtc.so.* libnvrtc.so
rm -f libcudnn_*_train.so* libcusolverMg.so* libcufftw.so* libnvblas.so* ./*.alt.so*

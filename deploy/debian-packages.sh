#!/usr/bin/env bash
# Installs Debian packages that the set-up misses; anybody but root is told what to ask for.
set -euo pipefail
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing: $*. Ask an administrator for: apt-get install $*" >&2
    exit 2
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "$@" >/dev/null

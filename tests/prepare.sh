#!/usr/bin/env bash
# Programs that the tests drive and that Python's packages do not carry: a browser, a database server, and two
# programs that open Word documents. Installed from Debian when they are missing and this user may; otherwise one
# sentence says what to install, and the tests that need them say that they were skipped.
set -eu
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || wanted+=(postgresql)
command -v soffice >/dev/null || wanted+=(libreoffice-writer-nogui)
command -v pandoc >/dev/null || wanted+=(pandoc)
[ ${#wanted[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
else
  echo "For the whole suite, install: ${wanted[*]}" >&2
fi

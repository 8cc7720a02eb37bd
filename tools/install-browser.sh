#!/bin/sh
# Installs Chromium on Debian when no browser is there: the tests look at the HTML reports with it.
# Where it may not install, it says the line to type and goes on: those tests are then skipped.
[ "$(uname -s)" = Linux ] || exit 0
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
command -v apt-get >/dev/null 2>&1 || exit 0

line="apt-get install --yes --no-install-recommends chromium fonts-dejavu-core"
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo"
else
  echo "To test the reports in a browser, type once:  sudo $line"
  exit 0
fi
echo "Installing a browser for the tests: chromium"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >/dev/null 2>&1
# shellcheck disable=SC2086
$as_root $line -qq >/dev/null 2>&1 || echo "That did not work. Type once:  sudo $line"

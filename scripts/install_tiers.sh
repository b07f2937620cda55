#!/bin/sh
# What the browser, rendering and certificate tests need. Installs where it may; elsewhere says loudly what is missing.
packages=""
command -v chromium >/dev/null 2>&1 || packages="$packages chromium"
command -v soffice >/dev/null 2>&1 || packages="$packages libreoffice-calc"
command -v pdftoppm >/dev/null 2>&1 || packages="$packages poppler-utils"
command -v openssl >/dev/null 2>&1 || packages="$packages openssl"
fc-list :lang=zh 2>/dev/null | grep -q . || packages="$packages fonts-noto-cjk"
[ -z "$packages" ] && exit 0
install="apt-get update && apt-get install -y --no-install-recommends$packages fontconfig"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing$packages ..."
  if (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages fontconfig) >/tmp/daiban-tiers.log 2>&1; then exit 0; fi
  tail -5 /tmp/daiban-tiers.log
fi
echo "=================================================================="
echo "MISSING:$packages"
echo "The tests that need them will NOT run. To install:"
echo "    sudo sh -c '$install'"
echo "=================================================================="
[ -z "$CI" ] || exit 1

#!/usr/bin/env bash
# The servers and programs that the slow tests talk to, from Debian 12's packages (needs root).
# Nothing is started here; the tests start their own copies on loopback ports.
set -euo pipefail

packages=(
  postfix dovecot-imapd dovecot-lmtpd dovecot-sieve # mail.sh
  postgresql                                        # initdb and pg_ctl
  khal vdirsyncer libical3                          # read our calendars
  swaks                                             # writes mail as a client would
  tidy chromium fonts-noto-cjk                      # looks at our letters and pages
)

export DEBIAN_FRONTEND=noninteractive
# A build machine has no init: keep the packages from starting their own daemons.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -q
apt-get install -q -y --no-install-recommends "${packages[@]}"

#!/bin/sh
# Puts units, user, folders and the command `eindekss` in their places; safe to call again. It starts nothing.
# With a folder as argument everything goes below that folder, and the running system stays as it is.
set -eu
root="${1:-}"
here="$(cd "$(dirname "$0")" && pwd)"
if [ -z "$root" ] && [ "$(id -u)" -ne 0 ]; then
    echo "install.sh: call it as root." >&2
    exit 2
fi
if [ -z "$root" ] && [ ! -x /opt/eindekss/.venv/bin/eindekss ]; then
    echo "install.sh: eindekss is not at /opt/eindekss: put it there and call \`make setup\` in it first." >&2
    exit 2
fi

units="$root/etc/systemd/system"
install -D -m 0644 -t "$units" "$here"/systemd/*.service "$here"/systemd/*.timer
install -D -m 0644 -t "$units/eindekss-.service.d" "$here"/systemd/eindekss-.service.d/*.conf
install -D -m 0644 "$here/systemd/eindekss.sysusers.conf" "$root/usr/lib/sysusers.d/eindekss.conf"
install -D -m 0644 "$here/systemd/eindekss.tmpfiles.conf" "$root/usr/lib/tmpfiles.d/eindekss.conf"
install -D -m 0755 "$here/eindekss" "$root/usr/local/bin/eindekss"
systemd-sysusers --root="$root/" "$root/usr/lib/sysusers.d/eindekss.conf"
systemd-tmpfiles --root="$root/" --create "$root/usr/lib/tmpfiles.d/eindekss.conf"

# What an operator has changed stays as it is.
group="$(awk -F: '$1 == "eindekss" { print $3 }' "$root/etc/group")"
if [ ! -e "$root/etc/eindekss/eindekss.env" ]; then
    install -m 0640 -g "$group" "$here/systemd/eindekss.env" "$root/etc/eindekss/eindekss.env"
fi
if [ ! -e "$root/var/lib/eindekss/sites.csv" ]; then
    install -m 0640 -g "$group" "$here/../sites.csv" "$root/var/lib/eindekss/sites.csv"
fi
if [ -z "$root" ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
fi

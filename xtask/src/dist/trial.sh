#!/bin/sh
# Installs /mostrador.deb in the system below $1 as a person would, starts it by
# the command of its menu entry, and looks at its window. Inside the system
# stands nothing but what the package asks for.
set -eu
system=$1

in_system() {
    chroot "$system" env DEBIAN_FRONTEND=noninteractive "$@"
}

in_system apt-get install --yes --quiet=2 --no-install-recommends /mostrador.deb
entry=$(in_system sh -c 'ls /usr/share/applications/*ostrador*.desktop')
command=$(in_system sed -n 's/^Exec=//p' "$entry")
icon=$(in_system sed -n 's/^Icon=//p' "$entry")
in_system sh -c "ls /usr/share/icons/hicolor/*/apps/$icon.png" >/dev/null
echo "menu entry $entry starts: $command"

# The screen stands outside: a shop's computer has one.
number=$(mktemp)
Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp -noreset 3>"$number" 2>/dev/null &
screen=$!
in_system mkdir -p /root/data
app=
# Nothing is left behind, however this ends: the app's own children hold the
# system as well.
end_all() {
    for process in /proc/[0-9]*; do
        if [ "$(readlink "$process/root")" = "$system" ]; then
            kill "${process#/proc/}" 2>/dev/null || true
        fi
    done
}
trap 'end_all; sleep 2; kill $screen 2>/dev/null || true; rm -f "$number"' EXIT
while [ ! -s "$number" ]; do sleep 0.1; done
DISPLAY=:$(cat "$number")
export DISPLAY

# shellcheck disable=SC2086 -- the entry's command may have arguments
chroot "$system" env DISPLAY="$DISPLAY" MOSTRADOR_DATA_DIR=/root/data $command &
app=$!
colours=0
for _ in $(seq 60); do
    sleep 0.5
    kill -0 $app || { echo "the app ended by itself" >&2; exit 1; }
    # A screen without a window is black, and a window without its page of one
    # colour or two.
    import -window root "$PICTURE"
    colours=$(identify -format %k "$PICTURE")
    [ "$colours" -gt 50 ] && break
done
[ "$colours" -gt 50 ] || { echo "no window with a page in it after 30 s" >&2; exit 1; }
in_system test -s /root/data/practice.sqlite3
in_system env MOSTRADOR_DATA_DIR=/root/data mostrador verify
echo "the window shows $colours colours; its ledger is whole"

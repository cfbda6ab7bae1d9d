#!/usr/bin/env bash
# Makes the README's pictures of the terminal program: sioview in tmux over a sample, driven by keys, and what tmux then shows
# as SVG. Needs tmux and Node.js; the programs must be built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(mktemp -d)
socket=$folder/none
tmux() { command tmux -u -S "$socket" -f /dev/null "$@"; }
trap 'tmux kill-server 2> /dev/null || true; rm -rf "$folder"' EXIT
export LC_ALL=C.UTF-8 TERM=xterm-256color
program=$(ls -t "$PWD"/src/Viewer/bin/*/net10.0/sioview.dll | head -1)

# open COLUMNS ROWS CAPTURE: the program in a window of that size
open() {
    socket=$(mktemp -u "$folder/tmuxXXXX")
    cp "recordings/samples/$3.db" "$folder/$3.db"
    tmux new-session -d -x "$1" -y "$2" "COLORTERM=truecolor XDG_CONFIG_HOME='$folder/config' dotnet '$program' '$folder/$3.db'"
    shows ' rows'
}
# shows TEXT: waits until it is on the screen
shows() {
    for _ in $(seq 600); do
        if tmux capture-pane -p | grep -qF -- "$1"; then return; fi
        sleep 0.1
    done
    echo "The screen never showed '$1':" >&2
    tmux capture-pane -p >&2
    return 1
}
keys() { for key in "$@"; do tmux send-keys "$key"; done; }
# picture NAME: what the screen shows now
picture() {
    tmux capture-pane -p -e -N | node build/terminal-picture.js > "docs/images/$1.svg"
    tmux kill-server
}

open 140 32 v4-chat
keys / ; tmux send-keys -l harbour; keys Enter; shows 'Found harbour'
keys '#' 1 7 Enter Enter; shows 'answered by'
keys G k k k k E g ; sleep 1
keys '#' 1 7 Enter; shows '17/44'; sleep 6 # the message in the status line goes away
picture terminal-packets

open 140 32 v4-chat
keys 2; shows 'shown by row 35'
keys g j j j j j j j l; shows 'namespace /chat' # past two problems, to the first client's session
keys j j; sleep 1
picture terminal-sessions

open 120 32 v4-chat
keys 3; shows '◀'; sleep 1
picture terminal-sequence

#!/usr/bin/env bash
# usage: scripts/with-postgres.sh COMMAND…
# Runs a command beside a fresh Postgres server on a free port; COUNTERSIGN_POSTGRES holds its address, and the server and
# its files are gone afterwards. Needs Debian's package postgresql; as root the server runs as the user postgres.
set -euo pipefail
bin=$(dirname "$(readlink -f "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)")")
folder=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi
# A connection that is left open must not keep the server, and so this script, from ending.
stop() { "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT
cd /
"${as[@]}" "$bin/initdb" -D "$folder/data" -U countersign --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$folder.log" 2>&1 || { cat "$folder.log" >&2; exit 1; }
rm -f "$folder.log"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/data/server.log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder/data -c fsync=off" start >/dev/null
cd - >/dev/null
COUNTERSIGN_POSTGRES="postgres://countersign@127.0.0.1:$port/postgres" "$@"

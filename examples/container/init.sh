#!/bin/sh
# Process 1 of a container, in front of any program: passes signals on, waits for orphans, ends as the program ended.
#   ENTRYPOINT ["/init.sh", "log-extractor", "run", "--", "/app"]
# From Node 22.15 on `log-extractor run` does this by itself; `docker run --init` is the same for any image.
child= early=
for name in HUP INT QUIT USR1 USR2 TERM WINCH; do
  trap "if [ -n \"\$child\" ]; then kill -$name \$child; else early=\"\$early $name\"; fi" "$name"
done
# What runs behind a shell would read nothing otherwise.
exec 3<&0
"$@" <&3 3<&- &
child=$!
for name in $early; do kill -"$name" "$child"; done
# A signal ends the waiting, not the program; the shell waits for orphans along the way.
while :; do
  wait "$child"
  status=$?
  kill -0 "$child" 2>/dev/null || break
done
wait "$child" 2>/dev/null
last=$?
[ "$last" -eq 127 ] || status=$last
exit "$status"

import { existsSync } from 'node:fs'

/**
 * As process 1 of a container we inherit orphans, and Node waits for no process that it did not start. A shell does: it
 * takes our place, with ourselves as its child. `examples/container/init.sh` is the same for a Node that cannot do this.
 */
export const INIT = `child= early=
for name in HUP INT QUIT USR1 USR2 TERM WINCH; do
  trap "if [ -n \\"\\$child\\" ]; then kill -$name \\$child; else early=\\"\\$early $name\\"; fi" "$name"
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
`

const SHELL = '/bin/sh'

/** Returns where we are not process 1, where Node cannot be replaced (before 22.15), and where there is no shell. */
export function giveWayToInit(): void {
  const { execve } = process as { execve?: (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never }
  if (process.pid !== 1 || execve === undefined || !existsSync(SHELL)) return
  const [node, script, ...args] = process.argv
  execve(SHELL, ['sh', '-c', INIT, 'sh', node!, ...process.execArgv, script!, ...args], process.env)
}

import { nameOf } from '../../go/blocking/phrases.ts'
import { type Cause, type Facts, named } from './cause.ts'

/** Panics whose text is an error of the operating system or of the network: panic(err), log.Panic(err), must(err). */

function title(what: string) {
  return ({ frame }: Facts) => `${what}${frame === null ? '' : `; ${nameOf(frame)} panics on it`}`
}

function row(id: string, pattern: RegExp, what: string, explanation: string, advice: readonly string[]): Cause {
  return named(id, pattern, {
    summary: `The program panicked because of an error: ${what.toLowerCase()}.`,
    limits: 'Told from the words of the error; who used up the resource is not in the crash.',
    title: title(what),
    explanation: ({ at }) => `${explanation}. The error was turned into a panic at ${at}`,
    advice: ({ at }) => [...advice, `Return the error from ${at} instead of panicking, where the program could go on`],
    confidence: 0.9,
  })
}

export const SYSTEM_ERROR_CAUSES: readonly Cause[] = [
  row(
    'go/too-many-open-files',
    /too many open files/,
    'No more files or sockets can be opened',
    'Every open file, socket and pipe takes a descriptor, and the limit (ulimit -n) is reached: something is opened and not closed, or too much is open at once',
    ['Close response bodies, files and rows by defer; list what is open: ls -l /proc/PID/fd'],
  ),
  row(
    'go/disk-full',
    /no space left on device|disk quota exceeded/,
    'The disk is full',
    'The file system has no space, no inodes, or the quota is used up',
    ['Free or enlarge the volume: df -h and df -i'],
  ),
  row(
    'go/address-in-use',
    /address already in use/,
    'The port is taken',
    'Another process, or an older copy of this one, listens on the address',
    ['Find who listens: ss -ltnp; let tests listen on port 0'],
  ),
  row(
    'go/cannot-allocate',
    /cannot allocate memory/,
    'The system refused memory to a system call',
    'ENOMEM comes from mmap, fork or clone: the memory, the maps (vm.max_map_count) or the commit limit are used up',
    ['Look at memory limits of the container and at vm.max_map_count'],
  ),
  row(
    'go/permission-denied',
    /(?:permission denied|operation not permitted)$/m,
    'The system refused access',
    'The user of the process may not do this',
    ['Check owner and mode of the file, capabilities and the security profile of the container'],
  ),
  row(
    'go/file-missing',
    /no such file or directory$/m,
    'A file is not there',
    'The path does not exist for this process, which may run in another directory or container than expected',
    ['Print the absolute path; check the working directory and the mounts'],
  ),
  row(
    'go/connection-failed',
    /connection refused|connection reset by peer|no such host|i\/o timeout|network is unreachable|TLS handshake timeout|x509: /,
    'Another machine could not be reached',
    'The network, the name or the certificate of the other side failed',
    ['Try again with a delay instead of ending the program; check name, port and certificate'],
  ),
  row(
    'go/deadline-exceeded',
    /context deadline exceeded|context canceled/,
    'A context ended before the work was done',
    'The time given to the operation was over, or the caller gave up',
    ['Treat the end of a context as a normal result'],
  ),
]

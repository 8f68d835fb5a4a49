/** Why a program could not be started, as a shell would say it: 127 not found, 126 not to be executed. */
export class StartError extends Error {
  readonly exitCode: 126 | 127

  constructor(command: string, code: string) {
    super(`${command}: ${REASONS[code] ?? code}`)
    this.name = 'StartError'
    this.exitCode = code === 'ENOENT' ? 127 : 126
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'command not found',
  EACCES: 'permission denied',
  ENOEXEC: 'not an executable',
  ELOOP: 'a circle of links',
  EMFILE: 'too many open files: raise the limit (ulimit -n)',
  EAGAIN: 'no more processes: raise the limit (ulimit -u)',
  E2BIG: 'the arguments and the environment are too long',
}

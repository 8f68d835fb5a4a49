/** What the kernel allows this process, and so its children: limits, signals, privileges, where standard error goes. */
import { accessSync, constants, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { bad, ok, type Patient, type Probe, type Told, unknown, warn } from './probe.ts'
import { bytesOf, fieldOf, linkOf, textOf } from './proc.ts'

const status = (patient: Patient) => textOf(procOf(patient, 'status'))

const procOf = ({ root, pid }: Pick<Patient, 'root' | 'pid'>, name: string) => `${root}/proc/${pid ?? 'self'}/${name}`

/** Bit of a signal in the masks of a status file. */
const SIGNALS = { HUP: 1, INT: 2, QUIT: 3, ABRT: 6, PIPE: 13, TERM: 15 } as const

function signalsIn(mask: string | null): string[] | null {
  if (mask === null || !/^[0-9a-f]+$/.test(mask)) return null
  const bits = BigInt(`0x${mask}`)
  return Object.entries(SIGNALS).flatMap(([name, number]) => (((bits >> BigInt(number - 1)) & 1n) === 1n ? [name] : []))
}

export const PROCESS_PROBES: readonly Probe[] = [
  {
    id: 'stderr',
    title: 'where standard error goes',
    ask(patient) {
      const { root, env, pid } = patient
      const target = linkOf(procOf(patient, 'fd/2'))
      if (target === null && pid != null && linkOf(procOf(patient, 'fd/0')) === null)
        return unknown(`/proc/${pid}/fd is not readable: it belongs to somebody else`)
      if (target === null)
        return bad('it is closed: a crash text is lost, and nothing says so', 'exec 2>/var/log/app.err')
      if (target === '/dev/null') return bad('/dev/null: a crash text is lost', 'do not redirect it there')
      if (target.startsWith('pipe:')) return ok('a pipe: whole as long as its reader lives')
      const { dev, ino } = root === '' ? statSync(procOf(patient, 'fd/2')) : { dev: 0, ino: 0 }
      if (target.startsWith('socket:'))
        return ok(env.JOURNAL_STREAM === `${dev}:${ino}` ? 'the journal, 48 KiB a line' : 'a socket')
      return ok(target.startsWith('/dev/') ? 'a terminal' : 'a file')
    },
  },
  {
    id: 'core-limit',
    title: 'core file limit',
    ask(patient) {
      const line = /^Max core file size\s+(\S+)\s+(\S+)/m.exec(textOf(procOf(patient, 'limits')) ?? '')
      if (line === null) return unknown('/proc/self/limits is not readable')
      const [, soft, hard] = line
      if (soft === '0') return warn(`soft 0, hard ${hard}: GOTRACEBACK=crash leaves no core`, 'ulimit -c unlimited')
      return ok(`soft ${soft}, hard ${hard}`)
    },
  },
  {
    id: 'core-pattern',
    title: 'where cores go',
    ask({ root }) {
      const pattern = textOf(`${root}/proc/sys/kernel/core_pattern`)?.trim()
      if (pattern === undefined) return unknown('/proc/sys/kernel/core_pattern is not readable')
      if (pattern.startsWith('|')) return ok(`piped to ${pattern.slice(1).split(' ')[0]}, on the host`)
      return pattern.startsWith('/')
        ? ok(pattern)
        : warn(`"${pattern}" in the folder of the program`, 'sysctl kernel.core_pattern=/var/crash/core.%e.%p')
    },
  },
  {
    id: 'pid-1',
    title: 'process 1',
    ask({ root }) {
      const name = textOf(`${root}/proc/1/comm`)?.trim()
      if (name === undefined) return unknown('/proc/1/comm is not readable')
      const isInit = /^(?:systemd|init|tini|docker-init|dumb-init|catatonit|s6-svscan|runit|launchd)/.test(name)
      if (isInit) return ok(`${name} passes signals on and reaps`)
      return warn(
        `${name} is no init that is known: it may not pass signals on, and a Go program there ends with 2 and no word when asked to stop`,
        'docker run --init, or log-extractor run as the entrypoint',
      )
    },
  },
  {
    id: 'own-process-1',
    title: 'process 1 itself',
    ask(patient) {
      const ids = fieldOf(status(patient), 'NSpid')?.split(/\s+/)
      if (ids === undefined) return unknown('its status does not say')
      if (ids.at(-1) !== '1') return ok(ids.length > 1 ? `no: ${ids.at(-1)} in its own namespace` : 'no')
      return warn(
        'yes: signals without a handler do nothing, GOTRACEBACK=crash leaves no core, and SIGTERM ends Go with 2',
        'docker run --init, or log-extractor run as the entrypoint',
      )
    },
  },
  {
    id: 'zombies',
    title: 'processes that nobody waits for',
    async ask({ root }) {
      const all = processesOf(root)
      if (all.length === 0) return unknown('/proc is not readable')
      const dead = all.filter((pid) => isDead(root, pid))
      // Every process is one for a moment.
      if (dead.length > 0) await wait(REAPED_MS)
      const left = dead.filter((pid) => isDead(root, pid)).length
      if (left === 0) return ok('none')
      return warn(`${left} of ${all.length}: their parent does not reap`, 'docker run --init')
    },
  },
  {
    id: 'signals',
    title: 'signals that are ignored',
    ask(patient) {
      const ignored = signalsIn(fieldOf(status(patient), 'SigIgn'))
      if (ignored === null) return unknown('/proc/self/status is not readable')
      const lost = ignored.filter((name) => name === 'QUIT' || name === 'INT' || name === 'TERM' || name === 'ABRT')
      if (lost.length === 0) return ok(ignored.length === 0 ? 'none' : `only ${ignored.join(', ')}`)
      return warn(
        `${lost.join(', ')}: children inherit it, and kill -QUIT gives no dump`,
        'do not start it with & in a script; use setsid',
      )
    },
  },
  {
    id: 'secure-mode',
    title: 'secure mode',
    ask(patient) {
      const secure = secureMode(procOf(patient, 'auxv'))
      if (secure === null) return unknown('its auxiliary vector is not readable')
      return secure
        ? bad('AT_SECURE is set: Go forces GOTRACEBACK=none', 'no setuid and no file capabilities')
        : ok('off')
    },
  },
  {
    id: 'no-new-privileges',
    title: 'no new privileges',
    ask(patient) {
      const value = fieldOf(status(patient), 'NoNewPrivs')
      if (value === null) return unknown('/proc/self/status does not say')
      return ok(value === '1' ? 'set: file capabilities have no effect' : 'not set')
    },
  },
  {
    id: 'seccomp',
    title: 'system call filter',
    ask(patient) {
      const value = fieldOf(status(patient), 'Seccomp')
      if (value === null) return unknown('/proc/self/status does not say')
      return ok(value === '2' ? 'a filter is on: ptrace may be refused' : 'none')
    },
  },
  {
    id: 'ptrace',
    title: 'attaching a debugger',
    ask({ root }) {
      const scope = textOf(`${root}/proc/sys/kernel/yama/ptrace_scope`)?.trim()
      if (scope === undefined) return unknown('no yama here: the usual rules hold')
      if (scope === '0') return ok('allowed for the same user')
      return warn(`yama scope ${scope}: only to children`, 'start the program under the debugger, or use dumps')
    },
  },
  {
    id: 'open-files',
    title: 'open files',
    ask(patient) {
      const line = /^Max open files\s+(\d+)/m.exec(textOf(procOf(patient, 'limits')) ?? '')
      if (line === null) return unknown('/proc/self/limits is not readable')
      return Number(line[1]) < 1_024 ? warn(`${line[1]}`, 'ulimit -n 4096') : ok(line[1]!)
    },
  },
  {
    id: 'file-size',
    title: 'size of files',
    ask(patient) {
      const line = /^Max file size\s+(\S+)/m.exec(textOf(procOf(patient, 'limits')) ?? '')
      if (line === null) return unknown('/proc/self/limits is not readable')
      return line[1] === 'unlimited'
        ? ok('unlimited')
        : warn(`${line[1]} bytes: a longer dump is cut`, 'ulimit -f unlimited')
    },
  },
  { id: 'disk-folder', title: 'room in this folder', ask: ({ folder }) => room(folder) },
  { id: 'disk-tmp', title: 'room for temporary files', ask: ({ env }) => room(env.TMPDIR ?? '/tmp') },
  {
    id: 'clock',
    title: 'clock',
    ask({ env }) {
      const now = new Date()
      const told = `${now.toISOString().slice(0, 19)} UTC, zone ${Intl.DateTimeFormat().resolvedOptions().timeZone}`
      if (now.getUTCFullYear() < 2_024) return warn(`${told}: times of logs cannot be compared`, 'set the clock')
      const off = fileClock(env.TMPDIR ?? '/tmp')
      if (off === null) return ok(`${told}; no file can be made to compare it with`)
      if (Math.abs(off) < CLOCK_MS) return ok(`${told}; a new file has the same time`)
      return warn(
        `${told}; a new file is ${Math.round(off / 1_000)} s off: files and lines cannot be put in order`,
        'set the clock of the file server',
      )
    },
  },
]

/** Clocks of files are a tick late, and some count in seconds. */
const CLOCK_MS = 1_500

/** How far the clock of the file system is ahead of ours; null where nothing can be written. */
function fileClock(folder: string): number | null {
  const file = join(folder, `log-extractor-clock-${process.pid}`)
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 })
    const { mtimeMs } = statSync(file)
    rmSync(file)
    return mtimeMs - Date.now()
  } catch {
    return null
  }
}

const REAPED_MS = 250

function isDead(root: string, pid: string): boolean {
  return /^State:\s+Z/m.test(textOf(`${root}/proc/${pid}/status`) ?? '')
}

function processesOf(root: string): string[] {
  try {
    return readdirSync(`${root}/proc`).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

function room(folder: string): Told {
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    return warn(`${folder}: cannot be written: no dump, core or bundle fits there`, 'name another folder, or mount one')
  }
  const { bavail, bsize, files, ffree } = statfsSync(folder)
  const mib = Math.floor((bavail * bsize) / 1_048_576)
  if (files > 0 && ffree === 0) return bad(`${folder}: no inodes are left`, 'remove files')
  if (mib < 64)
    return warn(`${folder}: ${mib} MiB: a dump of many goroutines does not fit`, 'make room, or name another folder')
  return ok(`${folder}: ${mib} MiB`)
}

/** Entry 23 of the auxiliary vector: the kernel's word for "started with more rights than its caller has". */
function secureMode(file: string): boolean | null {
  const bytes = bytesOf(file)
  if (bytes === null) return null
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    if (bytes.readUInt32LE(at) === 23 && bytes.readUInt32LE(at + 4) === 0) return bytes.readUInt32LE(at + 8) !== 0
  }
  return null
}

/** What the kernel allows this process, and so its children: limits, signals, privileges, where standard error goes. */
import { execFile } from 'node:child_process'
import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs'
import { promisify } from 'node:util'
import { bad, ok, type Patient, type Probe, type Told, unknown, warn } from './probe.ts'
import { bytesOf, fieldOf, linkOf, textOf } from './proc.ts'

const run = promisify(execFile)

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
    id: 'memory-limit',
    title: 'memory limit',
    ask({ root, env }) {
      const limit = limitOf(root)
      if (limit === null) return unknown('no memory cgroup is readable')
      if (limit === Number.POSITIVE_INFINITY) return ok('no limit in this cgroup')
      const mib = Math.floor(limit / 1_048_576)
      if (env.GOMEMLIMIT !== undefined && env.GOMEMLIMIT !== '') return ok(`${mib} MiB, GOMEMLIMIT is set`)
      return warn(
        `${mib} MiB, and GOMEMLIMIT is not set: the kernel kills without a word`,
        `GOMEMLIMIT=${Math.floor(mib * 0.9)}MiB`,
      )
    },
  },
  {
    id: 'oom-history',
    title: 'kills for lack of memory so far',
    ask({ root }) {
      const events = cgroupFile(root, 'memory.events') ?? textOf(`${root}/sys/fs/cgroup/memory/memory.oom_control`)
      const kills = /^oom_kill (\d+)/m.exec(events ?? '')?.[1]
      if (kills === undefined) return unknown('no counter is readable: a kill cannot be proved here')
      return kills === '0' ? ok('none') : warn(`${kills} in this cgroup`, 'raise the limit, or set GOMEMLIMIT')
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
    ask({ root }) {
      const all = processesOf(root)
      if (all.length === 0) return unknown('/proc is not readable')
      const dead = all.filter((pid) => /^State:\s+Z/m.test(textOf(`${root}/proc/${pid}/status`) ?? '')).length
      if (dead === 0) return ok('none')
      return warn(`${dead} of ${all.length}: their parent does not reap`, 'docker run --init')
    },
  },
  {
    id: 'memory-used',
    title: 'memory in use',
    ask({ root }) {
      const v1 = `${root}/sys/fs/cgroup/memory/memory`
      const used = Number(cgroupFile(root, 'memory.current') ?? textOf(`${v1}.usage_in_bytes`) ?? Number.NaN)
      const most = Number(cgroupFile(root, 'memory.peak') ?? textOf(`${v1}.max_usage_in_bytes`) ?? Number.NaN)
      const limit = limitOf(root)
      if (Number.isNaN(used) || limit === null) return unknown('no memory cgroup is readable')
      const told = `${mebibytes(used)} MiB${Number.isNaN(most) ? '' : `, at most ${mebibytes(most)} MiB so far`}`
      if (limit === Number.POSITIVE_INFINITY || used < limit * NEARLY_FULL) return ok(told)
      return warn(`${told}, of ${mebibytes(limit)} MiB`, 'raise the limit, or set GOMEMLIMIT')
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
    ask() {
      const year = new Date().getUTCFullYear()
      return year < 2_024
        ? warn(`it is ${year}: times of logs cannot be compared`, 'set the clock')
        : ok(`${new Date().toISOString().slice(0, 19)} UTC, zone ${Intl.DateTimeFormat().resolvedOptions().timeZone}`)
    },
  },
  {
    id: 'toolchain',
    title: 'Go toolchain',
    async ask({ env }) {
      const { stdout } = await run('go', ['version'], { env: goEnv(env), timeout: 3_000 }).catch(() => ({ stdout: '' }))
      return stdout === '' ? unknown('no go on PATH: the switches are measured with Node only') : ok(stdout.trim())
    },
  },
]

/** Asked for its version, go must not fetch another one. */
function goEnv(env: Patient['env']): NodeJS.ProcessEnv {
  return { ...env, GOTOOLCHAIN: 'local', GOFLAGS: '' }
}

function processesOf(root: string): string[] {
  try {
    return readdirSync(`${root}/proc`).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

const NEARLY_FULL = 0.9

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1_048_576)
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

/** Of the cgroup we are in, or of the one the container shows as the root. */
function cgroupFile(root: string, name: string): string | null {
  const own = /^0::(\/.*)$/m.exec(textOf(`${root}/proc/self/cgroup`) ?? '')?.[1] ?? '/'
  return textOf(`${root}/sys/fs/cgroup${own === '/' ? '' : own}/${name}`) ?? textOf(`${root}/sys/fs/cgroup/${name}`)
}

function limitOf(root: string): number | null {
  const text = (cgroupFile(root, 'memory.max') ?? textOf(`${root}/sys/fs/cgroup/memory/memory.limit_in_bytes`))?.trim()
  if (text === undefined) return null
  // Version 1 writes a number near 2^63 for none.
  return text === 'max' || Number(text) > 2 ** 60 ? Number.POSITIVE_INFINITY : Number(text)
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

/** The debug switches as they stand in the environment: present, spelled right, of use. */
import { ok, type Probe, unknown, warn } from './probe.ts'

const LEVELS: ReadonlySet<string> = new Set(['none', 'single', 'all', 'system', 'crash', 'wer'])

export const ENVIRONMENT_PROBES: readonly Probe[] = [
  {
    id: 'env-traceback',
    title: 'GOTRACEBACK',
    ask({ env }) {
      const level = env.GOTRACEBACK
      if (level === undefined || level === '')
        return warn('not set: a crash shows its own goroutine only', 'GOTRACEBACK=all')
      if (!LEVELS.has(level) && !/^\d+$/.test(level))
        return warn(`"${level}" is no level: Go takes it for none`, 'GOTRACEBACK=all')
      if (level === 'none' || level === '0') return warn(`${level}: a crash shows no stack`, 'GOTRACEBACK=all')
      return level === 'single' ? warn('single: a crash shows its own goroutine only', 'GOTRACEBACK=all') : ok(level)
    },
  },
  {
    id: 'env-godebug',
    title: 'GODEBUG',
    ask({ env }) {
      const value = env.GODEBUG ?? ''
      const broken = value.split(',').filter((one) => one !== '' && !/^#?[a-zA-Z0-9]+=[^=,\s]+$/.test(one))
      if (broken.length > 0) return warn(`${broken.length} of its settings are not key=value`, 'GODEBUG=gctrace=1')
      if (/(?:^|,)gctrace=[1-9]/.test(value)) return ok('gctrace is on')
      return warn('gctrace is off: the log will not say what memory did', 'GODEBUG=gctrace=1')
    },
  },
  {
    id: 'env-gomemlimit',
    title: 'GOMEMLIMIT',
    ask({ env }) {
      const value = env.GOMEMLIMIT
      if (value === undefined || value === '') return ok('not set (the probe memory-limit says whether it should be)')
      if (value === 'off' || /^\d+(?:B|KiB|MiB|GiB|TiB)?$/.test(value)) return ok(value)
      return warn(`"${value}" is no size: a Go program refuses to start with it`, 'GOMEMLIMIT=450MiB')
    },
  },
  {
    id: 'env-gogc',
    title: 'GOGC',
    ask({ env }) {
      const value = env.GOGC
      if (value === undefined || value === '') return ok('not set')
      if (value === 'off')
        return warn('off: the heap grows until the limit or the kill', 'unset GOGC, or set GOMEMLIMIT')
      return /^\d+$/.test(value) ? ok(value) : warn(`"${value}" is no number: it is ignored`, 'GOGC=100')
    },
  },
  {
    id: 'env-gomaxprocs',
    title: 'GOMAXPROCS',
    ask({ env }) {
      const value = env.GOMAXPROCS
      if (value === undefined || value === '') return ok('not set')
      return /^[1-9]\d*$/.test(value) ? ok(value) : warn(`"${value}" is no number: it is ignored`, 'unset GOMAXPROCS')
    },
  },
  {
    id: 'env-goflags',
    title: 'GOFLAGS',
    ask({ env }) {
      const value = env.GOFLAGS ?? ''
      if (/-trimpath/.test(value))
        return ok('-trimpath: stacks name modules, not folders; check finds the files all the same')
      return ok(value === '' ? 'not set' : 'nothing in it shortens stacks')
    },
  },
  {
    id: 'env-java',
    title: 'JVM options',
    ask({ env }) {
      const value = `${env.JAVA_TOOL_OPTIONS ?? ''} ${env.JDK_JAVA_OPTIONS ?? ''}`
      if (value.trim() === '') return unknown('JAVA_TOOL_OPTIONS and JDK_JAVA_OPTIONS are not set')
      if (/-XX:-OmitStackTraceInFastThrow/.test(value)) return ok('stacks of hot exceptions are kept')
      return warn('hot exceptions lose their stacks', 'JAVA_TOOL_OPTIONS=-XX:-OmitStackTraceInFastThrow')
    },
  },
]

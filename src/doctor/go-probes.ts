/** A Go program that dies on purpose, with and without the switches. Needs a toolchain; says so when there is none. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ProbeResult } from '../model/doctor.ts'
import { type Ended, startAndWait } from './child-probes.ts'
import { askAll, bad, ok, type Patient, type Probe, type Told, unknown, warn } from './probe.ts'

const run = promisify(execFile)

/** Two goroutines, so that "all" shows more than "single"; println needs no package, so that it builds fast. */
const PROGRAM = `package main

import (
	"os"
	"runtime"
	"time"
)

func main() {
	go func() { select {} }()
	runtime.Gosched()
	switch os.Args[1] {
	case "panic":
		panic("probe")
	case "gc":
		runtime.GC()
	case "quit":
		println("up")
		time.Sleep(3 * time.Second)
	}
}
`

const BUILD_MS = 2_500

type Env = Patient['env']

export async function askGo(patient: Patient): Promise<ProbeResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'log-extractor-doctor-'))
  try {
    const built = await build(folder, patient.env)
    const probes =
      built.file === null
        ? PROBES.map((probe) => ({ ...probe, ask: () => unknown(built.reason) }))
        : PROBES.map(({ measure, ...probe }) => ({ ...probe, ask: () => measure(built.file, patient.env) }))
    return await askAll(probes, patient)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function build(folder: string, env: Env): Promise<{ file: string; reason: '' } | { file: null; reason: string }> {
  const file = join(folder, process.platform === 'win32' ? 'probe.exe' : 'probe')
  await writeFile(join(folder, 'main.go'), PROGRAM)
  try {
    // No network, no module: the toolchain that is here, or none.
    const own = { ...env, GOTOOLCHAIN: 'local', GOFLAGS: '', GO111MODULE: 'off', GODEBUG: '', GOTRACEBACK: '' }
    await run('go', ['build', '-o', file, 'main.go'], { cwd: folder, env: own, timeout: BUILD_MS })
    return { file, reason: '' }
  } catch (error) {
    const { code, killed } = error as { code?: string | number; killed?: boolean }
    if (code === 'ENOENT') return { file: null, reason: 'not measured: no go on PATH' }
    const late = `not measured: the probe program was not built within ${BUILD_MS / 1_000} s (a second try finds it cached)`
    return { file: null, reason: killed === true ? late : `not measured: go build failed with ${code}` }
  }
}

interface GoProbe extends Pick<Probe, 'id' | 'title'> {
  measure(file: string, env: Env): Promise<Told>
}

const goroutines = ({ stderr }: Ended) => (stderr.toString().match(/^goroutine \d+/gm) ?? []).length

function die(file: string, env: Env, level: string): Promise<Ended> {
  return startAndWait(file, ['panic'], { ...env, GOTRACEBACK: level, GODEBUG: '' })
}

const PROBES: readonly GoProbe[] = [
  {
    id: 'go-panic-default',
    title: 'a panic without switches',
    async measure(file, env) {
      const ended = await die(file, env, '')
      if (!ended.stderr.includes('panic: probe')) return bad('its text does not arrive', 'look at the probe stderr')
      return ok(`exit ${ended.code}, ${goroutines(ended)} goroutine shown`)
    },
  },
  {
    id: 'go-panic-all',
    title: 'a panic with GOTRACEBACK=all',
    async measure(file, env) {
      const ended = await die(file, env, 'all')
      const shown = goroutines(ended)
      return shown > 1
        ? ok(`${shown} goroutines shown`)
        : bad(`${shown} goroutine shown: the level has no effect`, 'no setuid and no file capabilities')
    },
  },
  {
    id: 'go-panic-crash',
    title: 'a panic with GOTRACEBACK=crash',
    async measure(file, env) {
      const ended = await die(file, env, 'crash')
      if (ended.signal === 'SIGABRT')
        return ok(`SIGABRT, ${goroutines(ended)} goroutines shown, the runtime's frames too`)
      return warn(`exit ${ended.code}, no SIGABRT: no core is written`, 'not as process 1: docker run --init')
    },
  },
  {
    id: 'go-gctrace',
    title: 'GODEBUG=gctrace=1',
    async measure(file, env) {
      const { stderr } = await startAndWait(file, ['gc'], { ...env, GODEBUG: 'gctrace=1', GOTRACEBACK: '' })
      const lines = (stderr.toString().match(/^gc \d+ @/gm) ?? []).length
      return lines > 0
        ? ok(`${lines} lines of the collector`)
        : bad('no line of the collector', 'the build overrides GODEBUG')
    },
  },
  {
    id: 'go-quit',
    title: 'a dump on SIGQUIT',
    async measure(file, env) {
      const ended = await startAndWait(file, ['quit'], { ...env, GODEBUG: '', GOTRACEBACK: 'all' }, (kill) =>
        kill('SIGQUIT'),
      )
      const shown = goroutines(ended)
      return shown > 0
        ? ok(`exit ${ended.code}, ${shown} goroutines shown`)
        : bad('nothing arrives', 'is QUIT ignored? see the probe signals')
    },
  },
]

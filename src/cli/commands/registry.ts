import type { Command } from '../command.ts'
import { analyze } from './analyze.ts'
import { check } from './check.ts'
import { doctor } from './doctor.ts'
import { gc } from './gc.ts'
import { goroutines } from './goroutines.ts'
import { lab } from './lab.ts'
import { panics } from './panics.ts'
import { run } from './run.ts'
import { split } from './split.ts'
import { stacks } from './stacks.ts'
import { unwrap } from './unwrap.ts'

/** Every command, in the order help lists them. A new one is a file and a line here; the first one is the default. */
export const COMMANDS: readonly [Command, ...Command[]] = [
  analyze,
  panics,
  goroutines,
  stacks,
  gc,
  unwrap,
  split,
  run,
  check,
  doctor,
  lab,
]

import { analyze, type Finding } from '../../src/index.ts'
import {
  CORPUS,
  goBenchKernels,
  isBlocking,
  logsIn,
  ownPrograms,
  type StuckProgram,
  testKernels,
} from '../../tests/support/stuck-programs.ts'
import { type Part, type Row, Tally } from './part.ts'

/** Who blocks whom: against real deadlocks, against programs of our own, and against programs with nothing wrong. */
export const blocking: Part = {
  name: 'Blocked goroutines',
  async measure() {
    return [
      ...(await measureStuck('GoBench kernels', goBenchKernels())),
      ...(await measureStuck('own programs', ownPrograms())),
      ...(await measureStuck('test kernels', testKernels())),
      await measureWithSource(testKernels()),
      await measureHealthy(),
    ]
  },
}

async function measureStuck(name: string, programs: readonly StuckProgram[]): Promise<Row[]> {
  const classes = new Tally(`${name}, class right`)
  const causes = new Tally(`${name}, cause right`)
  const sites = new Tally(`${name}, blocked site right`)
  for (const program of programs) {
    const finding = (await findingsOf(program.log)).find(isBlocking)
    const answer = `${program.log}: ${finding === undefined ? 'nothing said' : `${finding.data.class}/${finding.data.cause}`}, is ${program.class}/${program.cause}`
    classes.add(finding?.data.class === program.class, answer)
    causes.add(finding?.data.cause === program.cause, answer)
    if (program.blockedAt === null) continue
    const told = (finding?.data.blockedAt as string[] | undefined) ?? []
    const missing = program.blockedAt.filter((site) => !told.some((one) => one === site || one.endsWith(`.${site}`)))
    sites.add(missing.length === 0, `${program.log}: ${missing.join(', ')} not among ${told.join(', ')}`)
  }
  return [classes, causes, sites].map((tally) => tally.row()).filter(({ of }) => of > 0)
}

/** What the code says beside the dump: contexts that are fields, locks that are held. */
async function measureWithSource(programs: readonly StuckProgram[]): Promise<Row> {
  const causes = new Tally('test kernels with their source, cause right')
  for (const { log, program, cause } of programs) {
    const sourceDirectory = `${CORPUS}go-deadlocks/kernels/src/${program}`
    const finding = (await analyze(CORPUS + log, { sourceDirectory })).findings.find(isBlocking)
    causes.add(finding?.data.cause === cause, `${log}: ${finding?.data.cause ?? 'nothing said'}, is ${cause}`)
  }
  return causes.row()
}

async function measureHealthy(): Promise<Row> {
  const quiet = new Tally('healthy programs without an alarm')
  for (const name of logsIn('go-healthy')) {
    const alarms = (await findingsOf(`go-healthy/${name}`)).filter(({ severity }) => severity !== 'info')
    quiet.add(alarms.length === 0, `${name}: ${alarms.map(({ rule, title }) => `${rule} ${title}`).join('; ')}`)
  }
  return quiet.row()
}

async function findingsOf(log: string): Promise<readonly Finding[]> {
  return (await analyze(CORPUS + log)).findings
}

import { EXIT_CODES } from '../../src/base/exit-codes.ts'
import type { VerdictStatus } from '../../src/model/report.ts'
import { EXIT_PRESETS, exitCodeFor } from '../../src/verdict/exit-policy.ts'
import { code, page, table } from './markdown.ts'

export function exitCodesPage(): string {
  return page(
    'Exit codes',
    '`analyze` and the views exit 0 whatever the log says: finding a crash is their success. The codes of a verdict ' +
      'stand in the report as `verdict.exitCode`.',
    table(
      ['code', 'name', 'meaning'],
      Object.entries(EXIT_CODES).map(([name, { code: number, meaning }]) => [code(String(number)), name, meaning]),
    ),
    '`run` ends as its program ended: with the same code, or by the same signal; 126 when the program cannot be executed, ' +
      '127 when it is not found. `--exit-codes` chooses another table:',
    table(
      ['verdict', ...EXIT_PRESETS.map((preset) => code(preset))],
      VERDICTS.map(([what, verdict, child]) => [
        what,
        ...EXIT_PRESETS.map((preset) => String(exitCodeFor(preset, verdict, child))),
      ]),
    ),
    'A code that a table gives to one verdict never means another: a program that exits with 129 by itself, or is ended ' +
      'by SIGHUP, becomes 1 under `mission`. A table of your own is a JSON file, ' +
      '`{ "exitCodes": { "panic": 128, "oom": 129, "unknown": "child" } }`; verdicts that it leaves out keep the code of the ' +
      'program, and two verdicts may share a number only with `"allowAmbiguous": true`.',
    'Whenever a verdict is given, stderr ends with one line for scripts: `log-extractor: verdict=panic code=128 ' +
      'child_exit=2 child_signal=-`.',
    'A pipe whose reader leaves (`| head`) ends the program quietly with 0. A signal ends it as that signal does.',
  )
}

type Example = readonly [
  what: string,
  verdict: Parameters<typeof exitCodeFor>[1],
  child: Parameters<typeof exitCodeFor>[2],
]

function example(what: string, status: VerdictStatus, exitCode: number | null, signalNumber: number | null): Example {
  return [what, { status, exitCode: 0, reasons: [] }, { exitCode, signal: null, signalNumber }]
}

const VERDICTS: readonly Example[] = [
  example('clean', 'clean', 0, null),
  example('panic, exit 2', 'panic', 2, null),
  example('out of memory, SIGKILL', 'oom', null, 9),
  example('SIGKILL, nobody knows why', 'killed', null, 9),
  example('interrupted, SIGINT', 'interrupted', null, 2),
  example('timeout, exit 2', 'timeout', 2, null),
  example('ended by SIGHUP', 'killed', null, 1),
  example('exit 3 without a crash', 'unknown', 3, null),
]

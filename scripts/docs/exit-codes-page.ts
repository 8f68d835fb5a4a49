import { EXIT_CODES } from '../../src/base/exit-codes.ts'
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
    'A pipe whose reader leaves (`| head`) ends the program quietly with 0. A signal ends it as that signal does.',
  )
}

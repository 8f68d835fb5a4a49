import { z } from 'zod'
import { reportSchema } from '../../src/model/report-schema.ts'
import { cliPage } from './cli-page.ts'
import { completenessPage } from './completeness-page.ts'
import { exitCodesPage } from './exit-codes-page.ts'
import { findingsPage } from './findings-page.ts'
import { fingerprintsModule } from './fingerprints.ts'
import { formatsPage } from './formats-page.ts'
import { patternsPage } from './patterns-page.ts'
import { queriesPage } from './queries-page.ts'
import { readmePage } from './readme-page.ts'

/** Everything that is printed from the program's own tables, or by the program itself, by path. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['README.md', await readmePage()],
    ['src/pipeline/fingerprints.ts', fingerprintsModule()],
    ['docs/cli.md', cliPage()],
    ['docs/completeness.md', completenessPage()],
    ['docs/exit-codes.md', exitCodesPage()],
    ['docs/findings.md', findingsPage()],
    ['docs/formats.md', formatsPage()],
    ['docs/patterns.md', patternsPage()],
    ['docs/queries.md', queriesPage()],
    ['docs/report.schema.json', `${JSON.stringify(z.toJSONSchema(reportSchema), null, 2)}\n`],
  ])
}

import { parseExpression } from '../analysis/go/query/expression.ts'
import { GoroutineQuery } from '../analysis/go/query/goroutine-query.ts'
import type { SourceInput } from '../input/byte-source.ts'
import type { GoroutineQueryResult, Grouping } from '../model/goroutine-query.ts'
import type { ReadOptions } from './each-source.ts'
import { readSource } from './extract.ts'
import { readAll } from './read-all.ts'
import { type Redact, redactAnswer } from './redaction.ts'

export interface GoroutineQueryOptions extends ReadOptions {
  /** An expression such as `state == "select" && waitMinutes > 10`; every goroutine when null. */
  readonly where?: string | null
  readonly groupBy?: Grouping
  /** Secrets in labels become placeholders, unless this is false. */
  readonly redact?: Redact
}

/**
 * The goroutines of all dumps in the sources for which `where` is true, put together by `groupBy`.
 * @throws LogExtractorError E_USAGE when the expression cannot be read. A source that cannot is told in `sources`.
 */
export async function queryGoroutines(
  input: SourceInput | readonly SourceInput[],
  options: GoroutineQueryOptions = {},
): Promise<GoroutineQueryResult> {
  const { where = null, groupBy = 'stack' } = options
  const query = new GoroutineQuery(where === null ? () => true : parseExpression(where), groupBy)
  const sources = await readAll(input, options, async (source) => {
    await readSource(source, { ...options, goroutines: 'shared' }, (events) => query.add(events))
  })
  const result: GoroutineQueryResult = {
    schema: 'log-extractor/goroutines/1',
    where,
    groupBy,
    sources,
    total: query.total,
    threads: query.threads,
    matched: query.matched,
    groups: query.groups(),
  }
  return redactAnswer(result, options.redact)
}

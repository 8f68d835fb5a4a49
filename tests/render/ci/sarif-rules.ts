/** What a schema cannot say: rules of SARIF 2.1.0 (OASIS) between its parts, and what GitHub takes of it. */
interface Region {
  readonly startLine?: number
  readonly endLine?: number
  readonly startColumn?: number
}

interface Location {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }
    readonly region?: Region
  }
}

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly Location[]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly occurrenceCount: number
  readonly stacks?: readonly { readonly frames: readonly { readonly location: Location }[] }[]
}

interface Log {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { id: string; shortDescription: { text: string } }[] }
    }
    readonly originalUriBaseIds: Readonly<Record<string, unknown>>
    readonly results: readonly Result[]
  }[]
}

export function sarifFaults({ runs }: Log): string[] {
  const faults: string[] = []
  const must = (isSo: boolean, what: string) => void (isSo || faults.push(what))
  must(runs.length <= 20, 'more than 20 runs')
  for (const { tool, originalUriBaseIds, results } of runs) {
    const { rules } = tool.driver
    const place = ({ physicalLocation }: Location, whose: string) => {
      if (physicalLocation === undefined) return
      const { artifactLocation, region = {} } = physicalLocation
      const { uri, uriBaseId } = artifactLocation
      must(/^(?!\/|[a-z][\w+.-]*:)[^\s\\]+$/i.test(uri), `${whose}: ${uri} is not relative`)
      must(!decodeURIComponent(uri).split('/').includes('..'), `${whose}: ${uri} leads out`)
      must(uriBaseId === undefined || uriBaseId in originalUriBaseIds, `${whose}: ${uriBaseId} is unknown`)
      const { startLine = 1, endLine = startLine, startColumn = 1 } = region
      must(Number.isSafeInteger(startLine) && startLine >= 1, `${whose}: line ${startLine}`)
      must(endLine >= startLine && startColumn >= 1, `${whose}: it ends before it begins`)
    }
    must(results.length <= 5_000, `${results.length} results`)
    must(rules.length <= 25_000 && new Set(rules.map(({ id }) => id)).size === rules.length, 'rules are not unique')
    for (const { id, shortDescription } of rules)
      must(id.length <= 255 && shortDescription.text !== '' && shortDescription.text.length <= 1_024, `rule ${id}`)
    for (const [i, result] of results.entries()) {
      const { ruleId, ruleIndex, message, locations, partialFingerprints, occurrenceCount, stacks = [] } = result
      must(rules[ruleIndex]?.id === ruleId, `result ${i}: rule ${ruleIndex} is not ${ruleId}`)
      must(message.text !== '', `result ${i}: no message`)
      must(locations.length === 1, `result ${i}: ${locations.length} places`)
      must(/^[0-9a-f]+:\d+$/.test(partialFingerprints.primaryLocationLineHash ?? ''), `result ${i}: not to be tracked`)
      must(occurrenceCount >= 1, `result ${i}: it occurred ${occurrenceCount} times`)
      for (const location of locations) place(location, `result ${i}`)
      for (const { frames } of stacks) for (const frame of frames) place(frame.location, `a frame of result ${i}`)
    }
    const tracked = results.map((one) => `${one.ruleId} ${one.partialFingerprints.primaryLocationLineHash}`)
    must(new Set(tracked).size === tracked.length, 'two results are tracked as one')
  }
  return faults
}

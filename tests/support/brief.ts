import type { Event, GoroutineHeader } from '../../src/model/event.ts'
import type { Report } from '../../src/model/report.ts'
import type { Span } from '../../src/model/span.ts'
import type { Frame, Stack } from '../../src/model/stack.ts'

/**
 * Events and report as text that a person can read beside the log: goldens are reviewed, not only stored. Everything
 * the contract promises is in it; elapsed time is not.
 */
export function briefEvents(events: readonly Event[]): string {
  return events.map(briefEvent).join('\n')
}

function briefEvent(event: Event): string {
  const at = `${event.kind} ${lines(event.span)}`
  switch (event.kind) {
    case 'go.crash': {
      const signal = event.signal === null ? [] : [`  signal ${json(event.signal)}`]
      const preamble = event.preamble.map((text) => `  preamble ${json(text)}`)
      const chain = event.chain.map(
        (link) =>
          `  chain ${json(link.message)}${link.recovered ? ' recovered' : ''}${link.repanicked ? ' repanicked' : ''}${link.goexit ? ' goexit' : ''}`,
      )
      return [
        `${at} ${event.crash} ${json(event.message)}${event.torn ? ' torn' : ''}`,
        ...preamble,
        ...chain,
        ...signal,
      ].join('\n')
    }
    case 'go.goroutine':
      return [
        `${at} ${event.header === null ? '?' : header(event.header)}${event.system ? ' system' : ''}${event.thread > 0 ? ` thread ${event.thread}` : ''}`,
        stack(event.stack, event.createdById),
      ].join('\n')
    case 'go.thread-stack':
      return `${at}\n${stack(event.stack, null)}`
    case 'go.registers':
      return `${at} ${event.arch}${event.complete ? '' : ' cut'}${event.thread > 0 ? ` thread ${event.thread}` : ''} ${Object.entries(
        event.registers,
      )
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')}`
    case 'go.race':
      return [
        at,
        ...event.sections.map(
          (section) => `  ${section.title} [${section.goroutine} ${section.address}]\n${stack(section.stack, null)}`,
        ),
      ].join('\n')
    case 'go.end':
      return `${at}${event.closed ? '' : ' open'}`
    case 'jvm.thread':
      return [
        `${at} ${json(event.name)} #${event.id} ${event.state}${event.daemon ? ' daemon' : ''}${event.virtual ? ' virtual' : ''}${event.system ? ' system' : ''} cpu ${event.cpuMs} elapsed ${event.elapsedSeconds}`,
        ...event.frames.flatMap((frame, i) => [
          `    ${briefFrame(frame)}`,
          ...event.monitors
            .filter((monitor) => monitor.frame === i)
            .map(({ relation, object, type }) => `      ${relation} ${object} ${type}`),
        ]),
        ...event.monitors.filter(({ frame }) => frame === null).map(({ object, type }) => `    owns ${object} ${type}`),
      ].join('\n')
    case 'jvm.exception':
      return [
        `${at}${event.thread === null ? '' : ` thread ${json(event.thread)}`}${event.uncaught ? ' uncaught' : ''}${event.headless ? ' headless' : ''} time ${event.time} local ${event.localTime}${event.record === null ? '' : ` record ${json(event.record)}`}`,
        ...event.chain.flatMap(({ type, message, frames, common, relation, of }, i) => [
          `  ${i} ${relation}${of === null ? '' : ` of ${of}`} ${type} ${json(message)}${common > 0 ? ` and ${common} more` : ''}`,
          ...frames.map((frame) => `    ${briefFrame(frame)}`),
        ]),
      ].join('\n')
    case 'go.profile-record':
      return `${at} ${event.profile} ${event.count} ${event.value} ${json(event.labels)}\n${stack(event.stack, null)}`
    default: {
      const { span: _span, kind: _kind, block: _block, time: _time, ...rest } = event
      return `${at} ${json(rest)}`
    }
  }
}

function header(header: GoroutineHeader): string {
  const traits = [
    header.waitMinutes === null ? '' : ` ${header.waitMinutes}min`,
    header.lockedToThread ? ' locked' : '',
    header.scan ? ' scan' : '',
    header.leaked ? ' leaked' : '',
    header.durable ? ' durable' : '',
    header.bubble === null ? '' : ` bubble=${header.bubble}`,
    header.labels === null ? '' : ` labels=${json(header.labels)}`,
    header.gp === null ? '' : ` gp=${header.gp}`,
    header.m === null ? '' : ` m=${header.m}`,
    header.mp === null ? '' : ` mp=${header.mp}`,
  ]
  return `#${header.id} [${header.state}]${traits.join('')}`
}

function stack(stack: Stack, createdById: number | null): string {
  const out = stack.frames.map(
    (frame, i) => `${i === stack.elidedAt ? `    … ${stack.elided} elided\n` : ''}    ${briefFrame(frame)}`,
  )
  if (stack.elidedAt === stack.frames.length) out.push(`    … ${stack.elided} elided`)
  if (stack.unavailable) out.push('    unavailable')
  if (stack.createdBy !== null)
    out.push(`    created by ${briefFrame(stack.createdBy)}${createdById === null ? '' : ` in ${createdById}`}`)
  for (const ancestor of stack.ancestors) {
    out.push(`    ancestor ${ancestor.goroutine}`, ...ancestor.frames.map((frame) => `      ${briefFrame(frame)}`))
    if (ancestor.createdBy !== null) out.push(`      created by ${briefFrame(ancestor.createdBy)}`)
  }
  return out.length === 0 ? '    no frames' : out.join('\n')
}

export function briefFrame(frame: Frame): string {
  return `${frame.kind} ${frame.function}${frame.receiver === null ? '' : ` {${frame.receiver}}`}${frame.args === null ? '' : `(${frame.args})`} ${frame.file}:${frame.line}${frame.pcOffset === null ? '' : ` +${frame.pcOffset}`}${frame.inlined ? ' inlined' : ''}`
}

export function briefReport(report: Report): string {
  const out: string[] = []
  for (const source of report.sources) {
    out.push(
      `source ${source.bytes} bytes, ${source.lines} lines, ${source.encoding}, ${source.compression ?? 'plain'}${source.layers.length > 0 ? `, ${source.layers.join(' › ')}` : ''}: ${source.completeness.verdict}`,
    )
    for (const evidence of source.completeness.evidence)
      out.push(`  ${evidence.id} line ${evidence.line}: ${evidence.text}`)
    for (const miss of source.nearMisses) out.push(`  near miss line ${miss.line}: ${miss.reason}: ${json(miss.text)}`)
  }
  for (const crash of report.crashes) {
    out.push(
      `crash ${crash.id} ${crash.kind} ${lines(crash.span)} ${json(crash.message)}`,
      `  goroutine ${json(crash.goroutine)} ${crash.thread === null ? '' : `thread ${json(crash.thread)} `}created by ${crash.createdBy?.function ?? null} go ${crash.goVersion} test ${crash.test} copies ${crash.copies} fingerprint ${crash.fingerprint} time ${crash.time}`,
      crash.origin === null
        ? '  origin null'
        : `  origin ${crash.origin.function} ${crash.origin.file}:${crash.origin.line}${crash.origin.inlined ? ' inlined' : ''} ${crash.origin.confidence}: ${crash.origin.why}`,
      `  ${crash.frames.length} frames, ${crash.registers === null ? 'no' : Object.keys(crash.registers).length} registers, signal ${json(crash.signal)}`,
    )
  }
  for (const dump of report.dumps) {
    out.push(`dump ${lines(dump.span)} of ${dump.crash} total ${dump.total} ${json(dump.states)}`)
    for (const group of dump.groups) {
      out.push(
        `  ${group.count} ${json(group.states)} ${group.waitMinutes === null ? '' : json(group.waitMinutes)}${group.normal ? ' normal' : ''} ids ${group.ids.join(',')} ${group.frames[0]?.function ?? 'no frames'} … ${group.frames.at(-1)?.function ?? ''} by ${group.createdBy?.function ?? null}: ${group.cause}`,
      )
    }
  }
  for (const test of report.tests)
    out.push(`test ${test.outcome} ${test.name} of ${test.package} ${lines(test.span)} ${test.crash}`)
  for (const gc of [report.gc.go, report.gc.jvm]) {
    if (gc === null) continue
    const { longest, ...figures } = gc.summary
    out.push(`gc ${json(figures)} longest ${longest.map(({ span, pauseMs }) => `L${span.line} ${pauseMs}`).join(', ')}`)
    out.push(`gc clusters ${json(gc.clusters.map(({ label, size }) => `${size} ${label}`))}`)
    out.push(`gc correlation ${gc.correlation.conclusion}`)
  }
  for (const sign of report.allocation)
    out.push(`allocation ${sign.kind} ${sign.count} ${lines(sign.span)} ${json(sign.detail)}`)
  for (const group of report.stacks)
    out.push(
      `stack ${group.kind} ${group.count} ${group.fingerprint} ${json(group.message)}${group.runtime === 'go' ? '' : ` ${group.type} origin ${group.origin} from ${group.firstTime} to ${group.lastTime} uncaught ${group.uncaught} causes ${group.causes.map(({ type }) => type).join(', ')}`}`,
    )
  for (const finding of report.findings) {
    out.push(
      `finding ${finding.severity} ${finding.rule} ${finding.confidence} ${json(finding.title)} goroutines ${finding.goroutines.join(',')} lines ${finding.evidence.map(({ span }) => span.line).join(',')}`,
    )
  }
  out.push(
    `verdict ${report.verdict.status} ${report.verdict.exitCode}`,
    `claimed ${report.stats.claimedLines} of ${report.stats.lines} lines, ${report.stats.unclaimedNearMisses} near misses`,
  )
  return out.join('\n')
}

function lines(span: Span): string {
  return span.line === span.endLine ? `L${span.line}` : `L${span.line}-${span.endLine}`
}

function json(value: unknown): string {
  return JSON.stringify(value)
}

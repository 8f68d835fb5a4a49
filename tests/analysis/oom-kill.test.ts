/** A kill for lack of memory, told by whoever saw it: the verdict, and when it is none. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'

const KERNEL =
  '[12345.678960] Memory cgroup out of memory: Killed process 4321 (app) total-vm:1234567kB, anon-rss:512000kB, file-rss:4000kB, shmem-rss:0kB, UID:1000 pgtables:1200kB oom_score_adj:985'
const PANIC = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d\nexit status 2\n'

async function told(text: string) {
  const { verdict, findings } = await analyze({ name: 'a.log', bytes: text })
  return { verdict, findings: findings.filter(({ rule }) => rule === 'os/oom-kill') }
}

describe('a kill for lack of memory', () => {
  it.each([
    ['a limit', KERNEL, 'The kernel killed app (process 4321) for lack of memory'],
    [
      'a whole machine',
      'Mar  5 14:07:09 host kernel: [ 123.45] Out of memory: Killed process 77 (java) total-vm:1kB',
      'The kernel killed java (process 77) for lack of memory',
    ],
    [
      'an old kernel',
      '<3>Out of memory: Kill process 77 (java) score 987 or sacrifice child',
      'The kernel killed java (process 77) for lack of memory',
    ],
    ['a pod in JSON', '        "reason": "OOMKilled",', 'Killed for lack of memory, says Kubernetes'],
    [
      'a pod, described',
      '    Last State:     Terminated\n      Reason:       OOMKilled',
      'Killed for lack of memory, says Kubernetes',
    ],
    [
      'a pod in a list',
      'api-7d4b   0/1     OOMKilled   3 (2m ago)   10m',
      'Killed for lack of memory, says Kubernetes',
    ],
    ['a container', '            "OOMKilled": true,', 'Killed for lack of memory, says Docker'],
    [
      'a unit',
      "Mar 05 14:07:09 host systemd[1]: api.service: Failed with result 'oom-kill'.",
      'Killed for lack of memory, says systemd',
    ],
  ])('of %s', async (_, text, title) => {
    const { verdict, findings } = await told(`starting\n${text}\nbye\n`)
    const line = text.includes('\n') ? 3 : 2
    expect(verdict).toEqual({ status: 'oom', exitCode: 129, reasons: [`${title} (a.log:${line})`] })
    expect(findings.map((finding) => [finding.title, finding.severity, finding.evidence[0]!.span.line])).toEqual([
      [title, 'error', line],
    ])
  })

  it.each([
    ['that was not', '"OOMKilled": false,'],
    ['somebody talks of', 'if the pod is OOMKilled, raise its limit; see Out of memory: Killing in the manual'],
    ['of a counter', 'oom_kill 0'],
  ])('%s is none', async (_, text) => {
    expect(await told(`${text}\n`)).toMatchObject({ verdict: { status: 'clean' }, findings: [] })
  })

  it('beside a crash may be of another process, and decides nothing', async () => {
    const { verdict, findings } = await told(`${PANIC}${KERNEL}\n`)
    expect(verdict).toMatchObject({ status: 'panic', exitCode: 128 })
    expect(findings.map(({ severity, confidence }) => [severity, confidence])).toEqual([['warning', 0.6]])
  })

  it('told a thousand times is one finding for each process', async () => {
    const lines = Array.from({ length: 1_000 }, () => KERNEL).join('\n')
    expect((await told(lines)).findings).toHaveLength(1)
  })
})

import type { OomKillEvent } from '../../model/event.ts'
import type { Recogniser } from '../recogniser.ts'

/**
 * A process that the kernel killed for lack of memory says nothing itself. The kernel says it (mm/oom_kill.c, with
 * "Memory cgroup" before it where a limit was reached), and what manages containers and services.
 */
const KERNEL =
  /(?:Memory cgroup out of memory|Out of memory): Kill(?:ed)? process (?<pid>\d{1,10}) \((?<process>[^)]{0,64})\)/
const RESIDENT = /\banon-rss:(?<kilobytes>\d{1,15})kB/
const MANAGERS: readonly (readonly [by: OomKillEvent['by'], text: RegExp])[] = [
  // In YAML, in JSON, as kubectl describes it, and as it lists it.
  ['kubernetes', /\breason"?\s{0,16}:\s{0,16}"?OOMKilled\b|\s\d{1,4}\/\d{1,4}\s{1,16}OOMKilled\s/i],
  ['docker', /"OOMKilled"\s{0,8}:\s{0,8}true\b/],
  ['systemd', /Failed with result 'oom-kill'/],
]
const LONGEST = 2_048

export const oomKill: Recogniser = {
  name: 'oom-kill',
  single: true,
  sentinels: ['ut of memory: Kill', 'OOMKilled', "result 'oom-kill'"],
  samples: [
    {
      text: '[12345.678960] Memory cgroup out of memory: Killed process 4321 (app) total-vm:1234567kB, anon-rss:512000kB, file-rss:4000kB, shmem-rss:0kB, UID:1000 pgtables:1200kB oom_score_adj:985',
      kinds: ['os.oom-kill'],
    },
    { text: 'Out of memory: Kill process 77 (java) score 987 or sacrifice child', kinds: ['os.oom-kill'] },
    { text: '      Reason:       OOMKilled', kinds: ['os.oom-kill'] },
    { text: '        "OOMKilled": true,', kinds: ['os.oom-kill'] },
    { text: '        "OOMKilled": false,', kinds: [] },
    { text: "systemd[1]: api.service: Failed with result 'oom-kill'.", kinds: ['os.oom-kill'] },
  ],
  open({ text, span, time }, sink) {
    if (text.length > LONGEST) return undefined
    const kernel = KERNEL.exec(text)?.groups
    const by = kernel === undefined ? MANAGERS.find(([, pattern]) => pattern.test(text))?.[0] : 'kernel'
    if (by === undefined) return undefined
    const kilobytes = kernel === undefined ? undefined : RESIDENT.exec(text)?.groups?.kilobytes
    sink.emit({
      kind: 'os.oom-kill',
      span,
      block: null,
      time,
      by,
      process: kernel?.process ?? null,
      pid: kernel === undefined ? null : Number(kernel.pid),
      residentBytes: kilobytes === undefined ? null : Number(kilobytes) * 1_024,
      text: text.trim().slice(0, 400),
    })
    return 'single'
  },
}

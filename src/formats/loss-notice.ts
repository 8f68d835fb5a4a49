import type { Recogniser } from './recogniser.ts'

/**
 * What log services print in place of text that they threw away: journald, Heroku (L10, L11), GitLab, Travis, Vercel,
 * test runners. Such a line proves a loss only beside a crash; that is for the analysis to say.
 */
const NOTICES: readonly (readonly [evidence: string, text: RegExp])[] = [
  [
    'E13',
    /\b\d{1,12} messages? (?:were )?dropped\b|\bSuppressed \d{1,12} messages from\b|\blog exceeded limit of\b|\blog length has exceeded the limit\b|\bError L1[0-2] \(.{0,80}buffer overflow\)|\bToo many output lines\b/i,
  ],
  [
    'E09',
    /^\s{0,8}(?:\.{3}|…)? ?[[(<](?:output |log line |log )?truncated[\])>]\s{0,8}$|[[(<]\d{1,12} (?:bytes|characters|lines) (?:omitted|truncated)[\])>]/,
  ],
  ['E21', /\b(?:last )?message repeated \d{1,9} times\b/],
]
const LONGEST = 1_024

export const lossNotice: Recogniser = {
  name: 'loss-notice',
  single: true,
  sentinels: [
    'dropped',
    'Suppressed ',
    'exceeded limit of',
    'exceeded the limit',
    'buffer overflow',
    'oo many output lines',
    'truncated',
    ' omitted',
    'message repeated ',
  ],
  samples: [
    {
      text: 'Error L10 (output buffer overflow): 44 messages dropped since 2024-03-05T14:07:09+00:00.',
      kinds: ['malformed'],
    },
    { text: 'systemd-journald[311]: Suppressed 1422 messages from app.service', kinds: ['malformed'] },
    { text: "Job's log exceeded limit of 4194304 bytes.", kinds: ['malformed'] },
    { text: '...[truncated]', kinds: ['malformed'] },
    { text: 'last message repeated 3 times', kinds: ['malformed'] },
  ],
  open(line, sink) {
    if (line.text.length > LONGEST) return undefined
    for (const [evidence, notice] of NOTICES) {
      if (!notice.test(line.text)) continue
      sink.emit({
        kind: 'malformed',
        span: line.span,
        block: null,
        time: line.time,
        format: 'loss-notice',
        code: 'envelope-loss',
        text: line.text.slice(0, 400),
        evidence,
      })
      return 'single'
    }
    return undefined
  },
}

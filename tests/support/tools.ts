import { spawnSync } from 'node:child_process'

/** Programs that some suites run for real, and that a newcomer need not have; `.ci/run` installs them all. */
export type Tool = 'go' | 'java' | 'javac' | 'pcre2grep' | 'strace' | 'chromium'

/**
 * For `describe.skipIf(lacks('go', 'real Go programs'))`: true, and one line that says so, where a tool is missing. With
 * REQUIRE_TOOLS=1 nothing is skipped: a missing tool is a failure.
 */
export function lacks(tool: Tool, suite: string): boolean {
  if (spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0) return false
  return skips(suite, tool)
}

/** Says so in one line, or fails, where a suite has to go without something. */
export function skips(suite: string, missing: string): true {
  if (process.env.REQUIRE_TOOLS === '1')
    throw new Error(`${suite} needs ${missing}, and REQUIRE_TOOLS=1 lets nothing be skipped`)
  process.stderr.write(`skipped: ${suite}, because there is no ${missing} here\n`)
  return true
}

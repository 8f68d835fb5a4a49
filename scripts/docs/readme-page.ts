import { readFileSync } from 'node:fs'
import { execute } from '../../src/cli/execute.ts'

const README = new URL('../../README.md', import.meta.url)
const COMMAND = 'npx log-extractor '

/** The README, with what its terminal examples really print today. Run from the root of the project. */
export async function readmePage(): Promise<string> {
  const text = readFileSync(README, 'utf8')
  let page = ''
  let done = 0
  for (const block of text.matchAll(/^```console\n\$ (?<line>.*)\n[\s\S]*?^```$/gm)) {
    page += `${text.slice(done, block.index)}\`\`\`console\n$ ${block.groups!.line}\n${await outputOf(block.groups!.line!)}\`\`\``
    done = block.index + block[0].length
  }
  return page + text.slice(done)
}

async function outputOf(line: string): Promise<string> {
  if (!line.startsWith(COMMAND)) throw new Error(`README: "${line}" is no command line of this program`)
  let printed = ''
  const collect = {
    write(chunk: string | Uint8Array, done?: () => void) {
      printed += String(chunk)
      done?.()
      return true
    },
  }
  const nothing = (async function* () {})()
  const argv = line.slice(COMMAND.length).split(' ')
  await execute(argv, { stdin: nothing, stdout: collect, stderr: collect, env: {}, onInterrupt: () => () => {} })
  return printed
}

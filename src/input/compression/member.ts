import { neutralizeLine } from '../../base/text/neutralize.ts'

/**
 * Name of a file inside an archive, as a source is called: `logs.tar.gz!app/crash.log`. Only ever printed: nothing is
 * opened or written by it, and it cannot speak to a terminal.
 */
export function memberName(archive: string, name: string): string {
  return `${archive}!${neutralizeLine(name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name)}`
}

const LONGEST = 1_024

/** Whoever packs a name in UTF-8 does not always say so, and the others used whatever their system had. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}

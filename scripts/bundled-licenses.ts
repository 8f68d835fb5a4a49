import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Bundle {
  readonly [file: string]: { readonly type: string; readonly moduleIds?: readonly string[] }
}

/** What is bundled is copied, and its licences ask to be copied along: one file with all of them. */
export function bundledLicenses(fileName: string) {
  return {
    name: 'bundled-licenses',
    generateBundle(
      this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown },
      _: unknown,
      bundle: Bundle,
    ) {
      const roots = new Set<string>()
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.moduleIds ?? []) if (id.includes('/node_modules/')) roots.add(packageRoot(id))
      }
      const notices = [...roots].map(noticeOf).sort((a, b) => a.localeCompare(b, 'en'))
      this.emitFile({ type: 'asset', fileName, source: `${notices.join(`\n${'-'.repeat(80)}\n\n`)}\n` })
    },
  }
}

function packageRoot(moduleId: string): string {
  let folder = dirname(moduleId.replace(/^\0|\?.*$/g, ''))
  while (!existsSync(join(folder, 'package.json')) || !hasName(folder)) folder = dirname(folder)
  return folder
}

/** Some packages carry nested package.json files that only say `"type": "module"`. */
function hasName(folder: string): boolean {
  return 'name' in JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

function noticeOf(root: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const file = readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? `Licensed under ${license}.` : readFileSync(join(root, file), 'utf8').trim()
  return `${name} ${version} (${license})\n\n${text}\n`
}

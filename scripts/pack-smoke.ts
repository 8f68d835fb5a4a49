import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VERSION } from '../src/index.ts'

/** What a stranger gets: packs the package, installs it in an empty folder, runs it, imports it, compiles against it. */
const folder = mkdtempSync(join(tmpdir(), 'log-extractor-pack-'))
try {
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], process.cwd()),
  )
  checkFiles(packed.files.map(({ path }: { path: string }) => path))
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, packed.filename)])
  checkProgram()
  checkLibrary()
  checkTypes()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function checkFiles(files: readonly string[]): void {
  for (const needed of [
    'dist/bin.js',
    'dist/index.js',
    'dist/index.d.ts',
    'docs/report.schema.json',
    'LICENSE',
    'README.md',
  ]) {
    assert(files.includes(needed), `the tarball has no ${needed}`)
  }
  const extra = files.filter((file) => /^(?:src|tests|scripts|bench|node_modules)\//.test(file))
  assert.deepEqual(extra, [], 'the tarball carries what nobody needs')
}

function checkProgram(): void {
  const program = join(folder, 'node_modules', '.bin', 'log-extractor')
  assert.equal(run(program, ['--version']), `log-extractor ${VERSION}\n`)
  const log = join('node_modules', 'log-extractor', 'examples', 'checkout-panic.log')
  const report = JSON.parse(run(program, ['--format', 'json', log]))
  assert.equal(report.crashes[0].origin.function, 'shop/cart.(*Cart).Total')
}

function checkLibrary(): void {
  const script = `
    import { analyze, extract } from 'log-extractor'
    const source = { name: 'log', bytes: 'panic: boom\\n\\ngoroutine 1 [running]:\\nmain.main()\\n\\t/app/main.go:5 +0x1d\\n' }
    const report = await analyze(source)
    let events = 0
    for await (const batch of extract(source)) events += batch.length
    console.log(report.crashes[0].message, events)`
  writeFileSync(join(folder, 'library.js'), script)
  assert.equal(run('node', ['library.js']), 'boom 3\n')
}

function checkTypes(): void {
  writeFileSync(
    join(folder, 'typed.ts'),
    `import { analyze, type Report } from 'log-extractor'
    export const first = async (): Promise<string | undefined> => {
      const report: Report = await analyze(['a.log', '-'])
      return report.crashes[0]?.origin?.file
    }`,
  )
  const tsc = join(process.cwd(), 'node_modules', 'typescript', 'bin', 'tsc')
  run('node', [tsc, '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'typed.ts'])
}

function run(command: string, args: readonly string[], cwd = folder): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}

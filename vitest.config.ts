import { configDefaults, defineConfig } from 'vitest/config'

/** Where to leave a machine-readable report beside the one on the screen, if anywhere. */
const report = process.env.VITEST_REPORT

/** `npm test -- --update` writes the goldens anew, those that are no snapshots of vitest's own too. */
const isUpdate = process.argv.some((arg) => arg === '--update' || arg === '-u')

/** Slow suites run with `npm run test:full`, and so with `npm run check`. */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: mode === 'full' ? configDefaults.exclude : [...configDefaults.exclude, '**/*.slow.test.ts'],
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    env: { ...(mode === 'full' ? { FULL: '1' } : {}), ...(isUpdate ? { UPDATE_GOLDENS: '1' } : {}) },
    // Commands are given relative names in a folder of their own: that needs a working directory per file.
    pool: 'forks',
    // Vitest leaves one processor idle, which is half of a small machine. The full suite measures processes, one at a time.
    ...(mode === 'full' ? {} : { maxWorkers: '100%' }),
    testTimeout: 20_000,
    coverage: { include: ['src/**'], exclude: ['src/**/*.d.ts'] },
  },
}))

export const NAME = 'log-extractor'
/** Kept equal to package.json by a test: reading the file at start-up would cost more than the whole `--version`. */
export const VERSION = '0.1.0'

/** Each read costs a turn of the event loop; larger ones than this gain nothing. */
export const READ_BYTES = 1_048_576

/**
 * A longer line is cut there, and so is what an envelope or a pattern puts together from several: a one-line dump of a few
 * thousand goroutines still fits.
 */
export const LONGEST_LINE_BYTES = 4 * 1_048_576

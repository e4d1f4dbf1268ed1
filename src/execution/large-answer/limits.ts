/** The most bytes of one record: it is parsed as a whole. */
export const LONGEST_RECORD = 8 * 1024 * 1024;
/** The most records that are given at once. */
export const ROWS_PER_BATCH = 2_000;

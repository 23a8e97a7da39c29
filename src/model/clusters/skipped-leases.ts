let skipped = 0;

/** Counts entries of lease reports that were skipped. */
export function countSkippedLeases(count: number): void {
  skipped += count;
}

/** The number of skipped entries since this process started. */
export function readSkippedLeases(): number {
  return skipped;
}

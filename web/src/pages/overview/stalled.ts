/** A download of a file, as far as it shows whether it goes on. */
interface Attempt {
  readonly filename: string;
  readonly state: 'running' | 'complete' | 'failed';
  /** The time of the last report */
  readonly updated: string;
}

/** Clusters report a running download each few seconds. */
const STALLED_MS = 15 * 60_000;

/** The downloads that failed, or of which nothing was heard for long. Only the last attempt at a file counts. */
export function countStalled(downloads: readonly Attempt[], now: number): number {
  const last = new Map(downloads.map((download) => [download.filename, download]));
  const isStalled = ({ state, updated }: Attempt): boolean =>
    state === 'failed' || (state === 'running' && now - Date.parse(updated) > STALLED_MS);
  return [...last.values()].filter(isStalled).length;
}

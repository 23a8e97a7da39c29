export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that the given share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

/** The required ratio of a measurement to its floor. */
export interface Aim {
  readonly least?: number;
  readonly most?: number;
}

/** The cells `ratio`, `aim` and `met`. */
export function verdict(ratio: number, { least = 0, most = Number.POSITIVE_INFINITY }: Aim): string[] {
  const aim = least > 0 ? `≥ ${least}` : `≤ ${most}`;
  return [ratio.toFixed(2), aim, ratio >= least && ratio <= most ? 'yes' : 'NO'];
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}

/**
 * Runs several functions by turns for a number of rounds, so that all of them see the same noise.
 * @returns the results of each function, round by round
 */
export async function takeTurns<Result>(rounds: number, ways: readonly (() => Promise<Result>)[]): Promise<Result[][]> {
  const results: Result[][] = ways.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, way] of ways.entries()) results[index]?.push(await way());
  }
  return results;
}

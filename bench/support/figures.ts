/** The middle one; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** What the ratio of a measurement to its floor should be. */
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

/** As many rounds as asked for, in which one takes turns with the other, so that both see the same noise. */
export async function alternate<A, B>(
  rounds: number,
  one: () => Promise<A>,
  other: () => Promise<B>,
): Promise<[A[], B[]]> {
  const ones: A[] = [];
  const others: B[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ones.push(await one());
    others.push(await other());
  }
  return [ones, others];
}

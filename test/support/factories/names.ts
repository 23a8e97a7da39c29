let count = 0;

/** A name that nothing else in this test file has: `zone-1`, `tag-2`, … */
export function uniqueName(kind: string): string {
  count += 1;
  return `${kind}-${count}`;
}

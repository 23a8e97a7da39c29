let count = 0;

/** Returns a name that is unique in the test file: `zone-1`, `tag-2`, … */
export function uniqueName(kind: string): string {
  count += 1;
  return `${kind}-${count}`;
}

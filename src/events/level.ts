/** How much an event matters, with the numbers that order them. */
export const LEVELS = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const;

/** The level of audit records, which are no events of other levels. MAAS 2.4 has it too, below all others. */
export const AUDIT = 'AUDIT';

export type Level = keyof typeof LEVELS;

const names = new Map<number, string>(Object.entries(LEVELS).map(([name, level]) => [level, name]));

export function levelName(level: number): string {
  return names.get(level) ?? String(level);
}

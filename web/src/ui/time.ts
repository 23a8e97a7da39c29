/** The time of an event: `Thu, 01 Jan. 2026 10:20:30`, which is in UTC. */
export function timeOf(text: string): Date {
  return new Date(`${text.replace('.', '')} UTC`);
}

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A time of the region for people: `1 Jan 2026, 10:20` */
export function dateText(iso: string): string {
  return dates.format(new Date(iso));
}

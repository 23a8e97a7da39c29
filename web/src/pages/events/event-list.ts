import type { MaasEvent } from '../../api/lists.js';

/** How many events a request asks for. */
export const PAGE = 500;

/** The newest events that match a filter, without a gap between them. */
export interface EventList {
  readonly events: readonly MaasEvent[];
  /** How many are shown at most */
  readonly wanted: number;
  /** Whether the region may have older ones */
  readonly hasOlder: boolean;
}

/** Reads the newest `PAGE` events; with an id, the newest of those before it. */
type ReadPage = (before?: number) => Promise<readonly MaasEvent[]>;

/**
 * Reads the newest events, and joins them with those that are known: a live change reads one page, however many events are
 * shown. Older pages are read when more are wanted, and after a gap: events that came between the newest page and the known
 * ones.
 */
export async function readEvents(known: EventList | undefined, read: ReadPage): Promise<EventList> {
  const wanted = known?.wanted ?? PAGE;
  const newest = await read();
  const older = olderThan(newest, known);
  let events = [...newest, ...older];
  let hasOlder = older.length > 0 ? known?.hasOlder === true : newest.length === PAGE;
  while (hasOlder && events.length < wanted) {
    const page = await read(events.at(-1)?.id);
    events = [...events, ...page];
    hasOlder = page.length === PAGE;
  }
  return { events: events.slice(0, wanted), wanted, hasOlder: hasOlder || events.length > wanted };
}

/** The known events that follow a full page without a gap. */
function olderThan(page: readonly MaasEvent[], known: EventList | undefined): readonly MaasEvent[] {
  const last = page.at(-1);
  const first = known?.events[0];
  if (!known || !first || !last || page.length < PAGE || first.id < last.id) return [];
  return known.events.filter(({ id }) => id < last.id);
}

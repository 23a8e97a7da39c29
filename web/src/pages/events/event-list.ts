/** How many events a request asks for. */
export const PAGE = 500;

/** Newer events have higher ids. */
interface Numbered {
  readonly id: number;
}

/** The newest events that match a filter, without a gap between them. */
export interface EventList<Event extends Numbered> {
  readonly events: readonly Event[];
  /** How many are shown at most */
  readonly wanted: number;
  /** Whether the region may have older ones */
  readonly hasOlder: boolean;
}

/** Reads the newest `PAGE` events; with an id, the newest of those before it. */
type ReadPage<Event> = (before?: number) => Promise<readonly Event[]>;

/**
 * Reads the newest events, and joins them with those that are known: a live change reads one page, however many events are
 * shown. Older pages are read when more are wanted, and after a gap: events that came between the newest page and the known
 * ones.
 */
export async function readEvents<Event extends Numbered>(
  known: EventList<Event> | undefined,
  read: ReadPage<Event>,
): Promise<EventList<Event>> {
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
function olderThan<Event extends Numbered>(
  page: readonly Event[],
  known: EventList<Event> | undefined,
): readonly Event[] {
  const last = page.at(-1);
  const first = known?.events[0];
  if (!known || !first || !last || page.length < PAGE || first.id < last.id) return [];
  return known.events.filter(({ id }) => id < last.id);
}

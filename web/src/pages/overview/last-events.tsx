import { useQuery } from '@tanstack/react-query';
import { newestEvents } from '../../api/lists.js';
import { EventRows } from '../../ui/event-rows.js';
import { Loaded } from '../../ui/states.js';

const SHOWN = 12;

export function LastEvents() {
  const query = useQuery(newestEvents(SHOWN));
  return (
    <section className="card" aria-labelledby="events-title">
      <h2 id="events-title">Last events</h2>
      <Loaded query={query} what="the events">
        {(events) => <EventRows events={events} />}
      </Loaded>
    </section>
  );
}

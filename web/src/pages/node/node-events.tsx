import { useQuery } from '@tanstack/react-query';
import { newestAudit, newestEvents } from '../../api/lists.js';
import { useUser } from '../../session/session.js';
import { EventRows } from '../../ui/event-rows.js';
import { Loaded } from '../../ui/states.js';

const SHOWN = 200;

export function NodeEvents({ systemId }: { readonly systemId: string }) {
  const { is_superuser: isAdmin } = useUser();
  const events = useQuery(newestEvents(SHOWN, systemId));
  const audit = useQuery({ ...newestAudit(SHOWN, systemId), enabled: isAdmin });
  return (
    <div className="cards is-halves">
      <section className="card" aria-labelledby="node-events-title">
        <h2 id="node-events-title">Events</h2>
        <Loaded query={events} what="the events">
          {(list) => <EventRows events={list} withNode={false} />}
        </Loaded>
      </section>
      {isAdmin && (
        <section className="card" aria-labelledby="node-audit-title">
          <h2 id="node-audit-title">Audit</h2>
          <Loaded query={audit} what="the audit">
            {(list) => <EventRows events={list} withNode={false} />}
          </Loaded>
        </section>
      )}
    </div>
  );
}

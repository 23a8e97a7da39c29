import { Link } from 'wouter';
import type { MaasEvent } from '../api/lists.js';
import { timeOf } from './time.js';

interface Props {
  readonly events: readonly MaasEvent[];
  /** Whether each row names its node */
  readonly withNode?: boolean;
}

export function EventRows({ events, withNode = true }: Props) {
  if (events.length === 0) return <p className="card__calm">Nothing has happened yet.</p>;
  return (
    <ol className="events">
      {events.map((event) => (
        <li key={event.id} className={`level-${event.level.toLowerCase()}`}>
          <time dateTime={timeOf(event.created).toISOString()} title={timeOf(event.created).toLocaleString('en')}>
            {shortTime(timeOf(event.created))}
          </time>
          <div>
            <strong>{event.type}</strong>
            {withNode && event.node && (
              <>
                {' '}
                <Link href={`/nodes/${event.node}`}>{event.hostname ?? event.node}</Link>
              </>
            )}
            <p>{event.description}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

const today = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const earlier = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function shortTime(time: Date): string {
  return (time.toDateString() === new Date().toDateString() ? today : earlier).format(time);
}

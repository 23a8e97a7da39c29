import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import type { MaasEvent } from '../../api/lists.js';
import { useUser } from '../../session/session.js';
import { Button } from '../../ui/button.js';
import { DataTable } from '../../ui/data-table.js';
import { SelectField, TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { Empty, Loaded } from '../../ui/states.js';
import { timeOf } from '../../ui/time.js';
import { useForm } from '../../ui/use-form.js';
import { useLater } from '../tags/use-later.js';
import { type EventList, PAGE, readEvents } from './event-list.js';

const TYPING_MS = 400;
const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL', 'AUDIT'] as const;
type Level = (typeof LEVELS)[number];
const NONE = { level: 'INFO', hostname: '', owner: '', zone: '' };
const times = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export default function Events() {
  const user = useUser();
  const { fields, set } = useForm(NONE);
  const typed = useLater(fields, TYPING_MS);
  const filter = useMemo(() => filterOf(typed), [typed]);
  const client = useQueryClient();
  const queryKey = ['events', 'page', filter];
  const known = () => client.getQueryData<EventList<MaasEvent>>(queryKey);
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      readEvents(known(), async (before) => {
        const page = { ...filter, limit: String(PAGE), ...(before !== undefined && { before: String(before) }) };
        return (await dataOf(api.GET('/api/1.0/events/;op=query', { params: { query: page }, signal }))).events;
      }),
  });
  const showOlder = () => {
    client.setQueryData<EventList<MaasEvent>>(queryKey, (list) => list && { ...list, wanted: list.wanted * 2 });
    void query.refetch();
  };
  const levels = LEVELS.filter((level) => user.is_superuser || level !== 'AUDIT');
  return (
    <Page
      title="Events"
      actions={
        <>
          <Download format="csv" filter={filter} />
          <Download format="jsonl" filter={filter} />
        </>
      }
    >
      <div className="filters">
        <SelectField
          label="Level"
          value={fields.level}
          onChange={set('level')}
          options={levels.map((level) => [level, titleOf(level)] as const)}
        />
        <TextField label="Node" value={fields.hostname} onChange={set('hostname')} placeholder="any" />
        <TextField label="User" value={fields.owner} onChange={set('owner')} placeholder="any" />
        <TextField label="Zone" value={fields.zone} onChange={set('zone')} placeholder="any" />
      </div>
      <Loaded query={query} what="the events">
        {({ events, wanted, hasOlder }) => {
          const isReading = query.isFetching && events.length < wanted;
          return (
            <>
              <EventTable events={events} />
              {hasOlder && (
                <p className="more">
                  <Button disabled={isReading} onClick={showOlder}>
                    {isReading ? 'Loading …' : 'Show older events'}
                  </Button>
                </p>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function filterOf({ level, hostname, owner, zone }: typeof NONE) {
  return {
    level: LEVELS.find((known) => known === level) ?? 'INFO',
    ...(hostname !== '' && { hostname: [hostname] }),
    ...(owner !== '' && { owner }),
    ...(zone !== '' && { zone }),
  };
}

function titleOf(level: Level): string {
  return level === 'AUDIT' ? 'Audit' : `${level.charAt(0)}${level.slice(1).toLowerCase()} and above`;
}

function Download({
  format,
  filter,
}: {
  readonly format: 'csv' | 'jsonl';
  readonly filter: ReturnType<typeof filterOf>;
}) {
  const query = new URLSearchParams({ op: 'export', format });
  for (const [name, value] of Object.entries(filter)) query.set(name, String(value));
  return (
    <a className="p-button" href={`${import.meta.env.BASE_URL}api/1.0/events/?${query}`} download>
      {format === 'csv' ? 'Download CSV' : 'Download JSON lines'}
    </a>
  );
}

function EventTable({ events }: { readonly events: readonly MaasEvent[] }) {
  return (
    <DataTable
      label="Events"
      rows={events}
      keyOf={({ id }) => String(id)}
      empty={<Empty title="No event matches." />}
      columns={[
        {
          id: 'time',
          title: 'Time',
          width: '12rem',
          render: ({ created }) => (
            <time dateTime={timeOf(created).toISOString()}>{times.format(timeOf(created))}</time>
          ),
        },
        {
          id: 'level',
          title: 'Level',
          width: '6rem',
          render: ({ level }) => <span className={`level is-${level.toLowerCase()}`}>{level.toLowerCase()}</span>,
        },
        { id: 'type', title: 'Type', width: 'minmax(10rem, 1fr)', render: ({ type }) => type },
        {
          id: 'node',
          title: 'Node',
          width: 'minmax(8rem, 1fr)',
          render: ({ node, hostname }) => node && <Link href={`/nodes/${node}`}>{hostname ?? node}</Link>,
        },
        { id: 'user', title: 'User', width: '7rem', render: ({ username }) => username },
        {
          id: 'description',
          title: 'Description',
          width: 'minmax(18rem, 4fr)',
          render: ({ description }) => <span title={description}>{description}</span>,
        },
      ]}
    />
  );
}

import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { useSessionState, useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { Page } from '../../ui/page.js';
import { Loaded } from '../../ui/states.js';

const BASE = import.meta.env.BASE_URL;
/** A process without a heartbeat for longer is gone. */
const SILENCE_SECONDS = 15;
const REFRESH_MS = 10_000;

export default function About() {
  const state = useSessionState();
  const user = useUser();
  const version = 'session' in state ? state.session.version : '';
  return (
    <Page title="About" aside={`maas-region ${version}`}>
      <section className="card" aria-labelledby="links-title">
        <h2 id="links-title">Documents</h2>
        <ul>
          <li>
            <a href={`${BASE}docs/`}>Documentation of the API</a>
          </li>
          <li>
            <a href={`${BASE}openapi.json`}>OpenAPI description</a>
          </li>
          <li>
            <a href={`${BASE}metrics`}>Metrics for Prometheus</a>
          </li>
          <li>
            <a href={`${BASE}readyz`}>Readiness</a> and <a href={`${BASE}livez`}>liveness</a>
          </li>
        </ul>
      </section>
      {user.is_superuser && <Health />}
    </Page>
  );
}

function Health() {
  const query = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/maas/;op=status', { signal })),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Loaded query={query} what="the health of the region">
      {({ database, processes, jobs, images, tools }) => (
        <div className="health">
          <section className="card" aria-labelledby="database-title">
            <h2 id="database-title">Database</h2>
            <p>
              PostgreSQL {database.version}, {database.megabytes.toLocaleString('en')} MiB,{' '}
              {countText(database.connections, 'connection')}
            </p>
          </section>
          <section className="card" aria-labelledby="workers-title">
            <h2 id="workers-title">Workers</h2>
            {processes.length === 0 && <p className="card__calm">No process performs jobs.</p>}
            <ul>
              {processes.map(({ worker, silent_seconds: silent }) => (
                <li key={worker} className={silent > SILENCE_SECONDS ? 'is-bad' : ''}>
                  {worker}: {silent > SILENCE_SECONDS ? `gone, silent for ${silent} seconds` : 'alive'}
                </li>
              ))}
            </ul>
          </section>
          <section className="card" aria-labelledby="jobs-title">
            <h2 id="jobs-title">Jobs</h2>
            {jobs.length === 0 && <p className="card__calm">No job waits.</p>}
            <ul>
              {jobs.map(({ task, state, count }) => (
                <li key={`${task} ${state}`} className={state === 'failed' ? 'is-bad' : ''}>
                  {task}: {count.toLocaleString('en')} {state}
                </li>
              ))}
            </ul>
          </section>
          <section className="card" aria-labelledby="images-title">
            <h2 id="images-title">Images</h2>
            <ul>
              {images.map(({ cluster, images: count }) => (
                <li key={cluster} className={count === 0 ? 'is-bad' : ''}>
                  {cluster}: {countText(count, 'image')}
                </li>
              ))}
            </ul>
          </section>
          <section className="card health__wide" aria-labelledby="tools-title">
            <h2 id="tools-title">Power types</h2>
            <ul>
              {tools.map(({ power_type, tool, path, debian_package }) => (
                <li key={`${power_type} ${tool}`} className={tool && !path ? 'is-bad' : ''}>
                  {power_type}:{' '}
                  {tool ? (path ?? `${tool} is missing: apt-get install ${debian_package}`) : 'needs no program'}
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </Loaded>
  );
}

import type { Request } from './connection.js';
import type { Site } from './site.js';
import { select } from './sql.js';

/** Returns a function that makes signed reads of the nodes of a database, one after the other. */
export async function nodeReads(site: Site, databaseUrl: string): Promise<(api: URL) => Request> {
  const ids = await select<{ system_id: string }>(databaseUrl, 'SELECT system_id FROM nodes ORDER BY random()');
  let made = 0;
  return (api) => {
    made += 1;
    const path = `${api.pathname}nodes/${ids[made % ids.length]?.system_id}/`;
    return { method: 'GET', path, authorization: site.signer.header() };
  };
}

import type { Database } from '../../../src/db/database.js';
import type { Region } from '../region.js';
import { Standing } from '../standing.js';

/** Text that runs when a page takes it for HTML. It fits the shortest of all columns, with a number. */
const IMAGE = '<img src=x onerror=run()>';
const MARKUP = `"'></textarea></script><script>run()</script><svg onload=run()>${IMAGE}\${run()}{{run()}}javascript:run()`;
/** What a page shows of it. */
export const SHOWN = 'onerror=run()';

/** Texts that machines, clusters and users set, also some that the API refuses today. `#` stands for the id of the row. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  nodes: ['hostname', 'agent_name'],
  tags: ['comment', 'definition', 'kernel_opts'],
  zones: ['description'],
  networks: ['description'],
  nodegroups: ['cluster_name'],
  nodegroup_interfaces: ['interface'],
  boot_images: ['release', 'label', 'subarchitecture', 'purpose'],
  commissioning_results: ['name'],
  commissioning_scripts: ['name'],
  files: ['filename'],
  ssh_keys: ['key'],
  consumers: ['name'],
  events: ['type', 'description'],
  power_actions: ['error'],
  audit_records: ['operation', 'address'],
};

/** Shorter columns. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  nodegroups: ['name'],
  boot_sources: ['keyring_filename', 'url'],
  events: ['username'],
};

/** Puts text that runs in bad pages into every field of a region that others than its administrators can set. */
export async function makeHostileContent(region: Region): Promise<void> {
  const { database } = region;
  await Standing.make(region);
  await makeMore(database);
  await fill(database, FIELDS, `${MARKUP}`);
  await fill(database, SHORT, IMAGE);
  await database.pool.query(`UPDATE files SET owner_id = (SELECT id FROM users WHERE username = 'admin')`);
  // Old names of accounts may hold any characters.
  await database.pool.query(
    `UPDATE users SET username = '<b onclick=run()>' || id, email = $1 || id WHERE username IN ('user2', 'standing')`,
    [IMAGE],
  );
  const xml = MARKUP.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  await database.pool.query(
    `UPDATE commissioning_results SET data = convert_to(replace(convert_from(data, 'UTF8'), 'PowerEdge R630', $1), 'UTF8')`,
    [xml],
  );
}

async function fill(database: Database, fields: typeof FIELDS, text: string): Promise<void> {
  for (const [table, columns] of Object.entries(fields)) {
    const sets = columns.map((column) => `${column} = left($1 || id, 250)`).join(', ');
    const most = table === 'nodegroups' ? 'left($1, 90) || id' : 'left($1 || id, 250)';
    await database.pool.query(`UPDATE ${table} SET ${sets.replaceAll('left($1 || id, 250)', most)}`, [text]);
  }
}

/** One of each thing that the standing objects lack. */
async function makeMore({ pool }: Database): Promise<void> {
  await pool.query(
    `INSERT INTO events (level, type, description, system_id) SELECT 40, 'x', 'x', system_id FROM nodes;
     INSERT INTO power_actions (system_id, power_type, change, state, error, ended)
     SELECT system_id, 'ipmi', 'on', 'failed', 'x', now() FROM nodes;
     INSERT INTO commissioning_results (node_id, name, script_result, data)
     SELECT id, 'x', 1, convert_to('PowerEdge R630', 'UTF8') FROM nodes;
     INSERT INTO commissioning_results (node_id, name, script_result, data)
     SELECT id, '00-maas-01-lshw.out', 0, convert_to('<list><node id="x" class="system"><product>PowerEdge R630</product>
       <vendor>PowerEdge R630</vendor><description>PowerEdge R630</description></node></list>', 'UTF8') FROM nodes;`,
  );
}

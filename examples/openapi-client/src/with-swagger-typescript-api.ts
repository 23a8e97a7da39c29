import { Api } from './generated.js';
import { signingFetch } from './signing-fetch.js';

/** A session with swagger-typescript-api. Arguments: the URL of the region (http://…/MAAS), an API key, a ready node's name. */
const [baseUrl = '', key = '', hostname = ''] = process.argv.slice(2);
const { api } = new Api({ baseUrl, customFetch: signingFetch(key) });

const listed = await api.nodesGetList({ hostname: [hostname, 'another'], zone: 'default' });
const acquired = await api.nodesPostAcquire({ name: hostname, mem: '1' });
const id = acquired.data.system_id;
const details = await api.nodeGetDetails(id);
const released = await api.nodePostRelease(id);

const zone = await api.zonesPost({ name: 'generated', description: 'by swagger-typescript-api' });
const moved = await api.nodesPostSetZone({ nodes: [id], zone: 'generated' });
const removed = await api.zoneDelete('generated');

const filename = 'a-folder/a-file';
const uploaded = await api.filesPostAdd({ filename, file: new File(['content'], 'a-file') });
const read = await api.fileGet(filename);
const deleted = await api.filePostDelete(filename, { op: 'delete' });

const replies = { listed, acquired, details, released, zone, moved, removed, uploaded, read, deleted };
const statuses = Object.entries(replies).map(([name, { status }]) => [name, status]);
process.stdout.write(
  JSON.stringify({
    statuses: Object.fromEntries(statuses),
    listed: listed.data.map((item) => item.hostname),
    acquired: id,
    content: Buffer.from(read.data.content, 'base64').toString(),
  }),
);

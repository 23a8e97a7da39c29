import createClient from 'openapi-fetch';
import type { paths } from './schema.js';
import { signingFetch } from './signing-fetch.js';

/** A session with openapi-fetch. Arguments: the URL of the region (http://…/MAAS), an API key, a ready node's name. */
const [baseUrl = '', key = '', hostname = ''] = process.argv.slice(2);
const maas = createClient<paths>({ baseUrl, fetch: signingFetch(key) });

/** Encodes a body as a multipart form, which a file needs. */
function multipart(fields: Record<string, string | Blob | undefined>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
  return form;
}

const listed = await maas.GET('/api/1.0/nodes/;op=list', {
  params: { query: { hostname: [hostname, 'another'], zone: 'default' } },
});
const acquired = await maas.POST('/api/1.0/nodes/;op=acquire', { body: { name: hostname, mem: '1' } });
const path = { system_id: acquired.data?.system_id ?? '' };
const details = await maas.GET('/api/1.0/nodes/{system_id}/;op=details', { params: { path }, parseAs: 'arrayBuffer' });
const released = await maas.POST('/api/1.0/nodes/{system_id}/;op=release', { params: { path } });

const zone = await maas.POST('/api/1.0/zones/', { body: { name: 'generated', description: 'by openapi-fetch' } });
const moved = await maas.POST('/api/1.0/nodes/;op=set_zone', {
  body: { nodes: [path.system_id], zone: 'generated' },
});
const removed = await maas.DELETE('/api/1.0/zones/{name}/', { params: { path: { name: 'generated' } } });

const filename = 'a folder/;op=list';
const uploaded = await maas.POST('/api/1.0/files/;op=add', {
  body: { filename },
  bodySerializer: (body) => multipart({ ...body, file: new Blob(['content'], { type: 'application/octet-stream' }) }),
});
const read = await maas.GET('/api/1.0/files/{filename}/', { params: { path: { filename } } });
const deleted = await maas.POST('/api/1.0/files/{filename}/', {
  params: { path: { filename }, query: { op: 'delete' } },
});

const replies = { listed, acquired, details, released, zone, moved, removed, uploaded, read, deleted };
const statuses = Object.entries(replies).map(([name, { response }]) => [name, response.status]);
process.stdout.write(
  JSON.stringify({
    statuses: Object.fromEntries(statuses),
    listed: listed.data?.map((item) => item.hostname),
    acquired: acquired.data?.system_id,
    content: Buffer.from(read.data?.content ?? '', 'base64').toString(),
  }),
);

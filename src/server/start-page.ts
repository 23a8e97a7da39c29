import type { FastifyInstance } from 'fastify';
import { Html, html } from '../api/documents/html.js';
import { Reply } from '../api/reply/reply.js';
import { send } from '../api/reply/send.js';
import type { Database } from '../db/database.js';
import type { Settings } from '../settings.js';
import { VERSION } from '../version.js';
import { isReady } from './health.js';

const STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #5b5b63; --paper: #fff; --card: #f6f6f8; --line: #dcdce2;
  --good: #17713a; --bad: #b3261e; --mark: #b5480f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8ea; --soft: #a0a0aa; --paper: #17171a; --card: #212126; --line: #38383f;
    --good: #6cc98d; --bad: #ff8a80; --mark: #f0945c; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 44rem; padding: 1.5rem 1rem 3rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { margin: 0; } h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; } p { margin: .4rem 0; }
a { color: inherit; text-decoration-color: var(--mark); text-underline-offset: .2em; }
ol, ul { margin: 0; padding-left: 1.4rem; } li { margin: .5rem 0; }
pre { margin: .4rem 0; padding: .6rem .8rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  font: .9rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
.soft { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); }
`);

/** The page holds everything that it needs, so browsers may load and run nothing. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  'Cache-Control': 'no-store',
};

/** Serves the page of a newcomer who opens the address of the region: its health, documents and first steps. */
export function serveStartPage(
  scope: FastifyInstance,
  { database, settings: { publicUrl } }: { database: Database; settings: Pick<Settings, 'publicUrl'> },
): void {
  scope.route({
    method: ['GET', 'HEAD'],
    url: '/',
    async handler({ protocol, host }, reply) {
      const base = publicUrl ?? `${protocol}://${host}/MAAS`;
      const page = startPage(base, await isReady(database));
      return send(reply, Reply.text(page.text, 200, 'text/html; charset=utf-8', HEADERS));
    },
  });
}

/** @param base the URL of the region without a slash at its end */
function startPage(base: string, ready: boolean): Html {
  const link = (path: string, text: string) => html`<a href="${base}/${path}">${text}</a>`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>maas-region ${VERSION}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>maas-region</h1>
<p class="soft">Region controller of MAAS 1.0, version ${VERSION}</p>
${health(ready)}
<h2>First steps</h2>
<ol>
<li>On the machine of the region, in its folder, print the API key of the administrator:
<pre>bin/maas-region apikey --username admin</pre></li>
<li>Log in with the <code>maas</code> command, which asks for the key. Then use the API:
<pre>maas login region ${base}/api/1.0/
maas region nodes list</pre></li>
<li>Juju 1.x takes this address as <code>maas-server</code>:
<pre>${base}/</pre></li>
</ol>
<h2>Documents</h2>
<ul>
<li>${link('docs/', 'Documentation')} of every operation of the API</li>
<li>${link('openapi.json', 'OpenAPI')} description for programs</li>
</ul>
<h2>Operation</h2>
<ul>
<li>${link('readyz', 'Readiness')} and ${link('livez', 'liveness')} for load balancers</li>
<li>${link('metrics', 'Metrics')} for Prometheus</li>
</ul>
</body>
</html>
`;
}

function health(ready: boolean): Html {
  if (ready) return html`<p class="good">The region is ready.</p>`;
  return html`<p class="bad">The region is not ready: PostgreSQL does not answer, or migrations are missing.</p>
<p>On the machine of the region, <code>bin/maas-region doctor</code> says what is wrong.</p>`;
}

import type { Param } from '../../params/param.js';
import type { Operation, Resource } from '../operation/operation.js';
import { documentedPath } from '../operation/routes.js';
import { Reply } from '../reply/reply.js';
import { curlExample, maasExample } from './example.js';
import { type Html, html } from './html.js';
import { inputSchema, type JsonSchema, outputSchema } from './openapi-schema.js';
import { POLICY, SEARCH } from './page-policy.js';
import { STYLE } from './page-style.js';

/** A power type on the documentation page. */
interface DocumentedPowerType {
  readonly name: string;
  readonly description: string;
  readonly settings: readonly {
    readonly name: string;
    readonly label: string;
    readonly choices: readonly (readonly [value: string, label: string])[];
    readonly default: string;
  }[];
}

/** The content of the documentation page. */
export interface Documented {
  readonly resources: readonly Resource[];
  readonly powerTypes: readonly DocumentedPowerType[];
}

const ALLOWED: Readonly<Record<Operation['allow']['label'], string>> = {
  anyone: 'anyone, also without credentials',
  anonymous: 'callers without credentials only',
  user: 'users',
  admin: 'administrators',
  worker: "the cluster's own worker",
  'admin or worker': "administrators and the cluster's own worker",
  node: 'nodes, with their own credentials',
};

/** Makes the page that documents the API. @param prefix the prefix of the API's paths: `/MAAS` or empty */
export function docsReply({ resources, powerTypes }: Documented, prefix: string): Reply {
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MAAS API 1.0</title>
<style>${STYLE}</style>
</head>
<body>
<div class="side">
<div role="search" id="search" hidden>
<label for="words">Search operations and power types</label>
<input type="search" id="words" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="matches">
<p id="matches" class="soft" role="status"></p>
</div>
<nav aria-label="Resources"><ul>
<li><a href="#calling">Calling the API</a></li>
${resources.map(({ name }) => html`<li><a href="#${name}">${titleOf(name)}</a></li>\n`)}<li><a href="#power-types">Power types</a></li>
</ul></nav>
</div>
<main>
<h1>MAAS API 1.0</h1>
${introduction(prefix)}
${resources.map((item) => resourceSection(item, prefix))}
<section id="power-types"><h2>Power types</h2>
${powerTypes.map(powerType)}</section>
</main>
<script type="module">${SEARCH}</script>
</body>
</html>
`;
  return Reply.text(page.text, 200, 'text/html; charset=utf-8', POLICY);
}

function introduction(prefix: string): Html {
  return html`<section id="calling"><h2>Calling the API</h2>
<p>GET takes its parameters from the query, POST and PUT from the body: <code>multipart/form-data</code>,
<code>application/x-www-form-urlencoded</code> or a JSON object. Where several operations share a path and a method,
<code>op</code> tells which is meant, in the query or in the body. A list is a repeated parameter. Parameters that an
operation does not know are ignored.</p>
<p>Callers sign with OAuth 1.0 (PLAINTEXT or HMAC-SHA1, the consumer's secret is empty); an API key is
<code>consumer:token:secret</code>.</p>
<p>Errors: 400 for invalid parameters: a JSON object of lists by the parameter's name, or plain text. 401 for missing or
invalid credentials, 403 for a missing permission. 404 for an unknown object, 405 for a method that a path does not have.
409 where the current state forbids the operation. 503 with Retry-After when a retry may succeed.</p>
<p>A signed POST or PUT with the header <code>Idempotency-Key</code> has one effect, also when it is sent again with the same
key. It gets its first answer for 24 hours. 422 for another request with that key, 409 while the first one is performed.</p>
<p>For programs: <a href="${prefix}/openapi.json">OpenAPI 3.1</a>,
<a href="${prefix}/api/1.0/describe/">the description that the <code>maas</code> command reads</a>.</p></section>
`;
}

function resourceSection(item: Resource, prefix: string): Html {
  return html`<section id="${item.name}"><h2>${titleOf(item.name)}</h2>
${paragraphs(item.doc)}
${item.operations.map((candidate) => operationArticle(item, candidate, prefix))}</section>
`;
}

function operationArticle(item: Resource, described: Operation, prefix: string): Html {
  const { on, op, allow, doc, params, returns } = described;
  const path = `${prefix}/api/1.0/${documentedPath(item.path)}`;
  const rows = Object.entries(params).map(([name, param]) => paramRow(name, param));
  return html`<article id="${item.name}-${on}${op !== undefined && `-${op}`}">
<h3><b>${on}</b> ${path}${op !== undefined && ` op=${op}`}</h3>
<p class="soft">For ${item.adminOnly ? ALLOWED.admin : ALLOWED[allow.label]}.</p>
${paragraphs(doc)}
${rows.length > 0 && html`<table>${rows}</table>`}
${returns && html`<p class="soft">Returns <code>${shapeOf(outputSchema(returns))}</code></p>`}
<pre><code>${curlExample(item, described, prefix)}
${maasExample(item, described)}</code></pre>
</article>
`;
}

/** The paragraphs of a text. The lines of one are joined, since texts are wrapped for the code that holds them. */
function paragraphs(text: string): Html[] {
  return text.split(/\n\s*\n/).map((one) => html`<p>${one.replace(/\s*\n\s*(?![-*] )/g, ' ')}</p>\n`);
}

function paramRow(name: string, { kind, required, doc, schema }: Param<unknown>): Html {
  const shown = { one: name, many: name, prefixed: `${name}{name}`, file: '(files)' }[kind];
  const choices = inputSchema(schema).enum;
  return html`<tr><th scope="row"><code>${shown}</code></th><td>${doc}${
    Array.isArray(choices) && html` One of: <code>${choices.join(', ')}</code>.`
  }</td><td class="soft">${kind === 'many' ? 'list' : ''}${required !== 'no' && 'required'}</td></tr>
`;
}

/** Describes a JSON schema in one line: `[{ name: string, … }]`. */
function shapeOf(schema: JsonSchema): string {
  const { type, items, properties, anyOf } = schema;
  if (Array.isArray(anyOf)) return anyOf.map(shapeOf).join(' | ');
  if (type === 'array' && isSchema(items)) return `[${shapeOf(items)}]`;
  if (isSchema(properties)) {
    const members = Object.entries(properties).map(
      ([name, member]) => `${name}: ${isSchema(member) ? shapeOf(member) : ''}`,
    );
    return `{ ${members.join(', ')} }`;
  }
  return Array.isArray(type) ? type.join(' | ') : String(type ?? 'anything');
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function powerType({ name, description, settings }: DocumentedPowerType): Html {
  const rows = settings.map(
    (setting) => html`<tr><th scope="row"><code>${setting.name}</code></th><td>${setting.label}${
      setting.choices.length > 0 &&
      html`. Choices: ${setting.choices.map(([value, label]) => `${value} (${label})`).join(', ')}`
    }${setting.default !== '' && html`. Default: <code>${setting.default}</code>`}</td></tr>
`,
  );
  return html`<article id="power-${name}"><h3>${name}</h3>
${paragraphs(description)}
<table>${rows}</table>
</article>
`;
}

/** NodesHandler → Nodes, BootImagesHandler → Boot images, SSHKeyHandler → SSH key */
function titleOf(name: string): string {
  const words = name.replace(/Handler$/, '').match(/[A-Z]+(?![a-z])|[A-Z][a-z]*/g) ?? [name];
  return words.map((word, index) => (index === 0 || /^[A-Z]+$/.test(word) ? word : word.toLowerCase())).join(' ');
}

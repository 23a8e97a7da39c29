import { anyone } from '../operation/authorize.js';
import type { Links } from '../operation/links.js';
import { type Operation, operation, type Resource, resource } from '../operation/operation.js';
import { documentedPath, pathArguments } from '../operation/routes.js';
import { Reply } from '../reply/reply.js';

const DOC = 'MAAS API: enlist, commission, allocate and power the machines of a region.';
const VERBS = { GET: 'read', POST: 'create', PUT: 'update', DELETE: 'delete' } as const;

/**
 * `describe/`: all resources in the form from which the `maas` command builds itself (docs/contract/nodes.md A8,
 * docs/contract/clients.md 2). The type must be exactly `application/json`.
 */
export function describeResource(resources: readonly Resource[]): Resource {
  return resource({
    name: 'DescribeHandler',
    path: 'describe/',
    doc: 'Describes this API.',
    hidden: true,
    operations: [
      operation({
        on: 'GET',
        allow: anyone,
        doc: 'Describe all resources and their operations.',
        handle: async ({ links }) => Reply.plainJson(describe(resources, links)),
      }),
    ],
  });
}

function describe(resources: readonly Resource[], links: Links) {
  const described = resources
    .filter((item) => !item.hidden)
    .map((item) => {
      const anon = handler(item, 'anonymous', links);
      const auth = handler(item, 'signedIn', links);
      return { name: item.name, anon: anon && auth ? { ...anon, name: `Anon${item.name}` } : anon, auth };
    });
  const present = <T>(value: T | null): T[] => (value === null ? [] : [value]);
  return {
    doc: DOC,
    resources: described,
    handlers: [...described.flatMap(({ anon }) => present(anon)), ...described.flatMap(({ auth }) => present(auth))],
  };
}

function handler(item: Resource, side: 'anonymous' | 'signedIn', links: Links) {
  const actions = item.operations.filter((candidate) => candidate.allow[side]).map(action);
  if (actions.length === 0) return null;
  const path = `${links.prefix}/api/1.0/${documentedPath(item.path)}`;
  return {
    name: item.name,
    doc: item.doc,
    params: pathArguments(item.path),
    path,
    uri: `${links.origin}${path}`,
    actions,
  };
}

function action({ on, op, doc }: Operation) {
  return { method: on, name: op ?? VERBS[on], op: op ?? null, restful: op === undefined, doc };
}

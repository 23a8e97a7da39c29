import type { Links } from '../operation/links.js';
import type { Method, Operation, Resource } from '../operation/operation.js';
import { documentedPath, pathArguments } from '../operation/routes.js';
import { bodySchema, type JsonSchema, outputSchema, paramSchema, requiredNames, takesFiles } from './openapi-schema.js';

const DESCRIPTION = `The API of MAAS 1.0. Several operations share a path and a method; \`op\`, in the query or in the body,
tells which is meant. Parameters go into the query of a GET, and else into a form.`;

const OAUTH = {
  type: 'http',
  scheme: 'OAuth',
  description: `OAuth 1.0 (RFC 5849), PLAINTEXT or HMAC-SHA1, in the Authorization header. An API key is
\`consumer:token:secret\`; the consumer's secret is empty.`,
};

/** The errors that every operation may answer, by status. */
const ERRORS = {
  400: 'A parameter is invalid (a JSON object: field → list of messages), or the request as a whole (plain text).',
  401: 'The credentials are missing or invalid.',
  403: 'The caller has no permission for the operation.',
  404: 'The object does not exist.',
  409: 'The current state of the object does not permit the operation.',
  429: 'Too many machines enlist from one address: try again after Retry-After seconds.',
  503: 'The database is busy or cannot be reached: try again after Retry-After seconds.',
} as const;

/** A path item, or an operation in a path item. */
type Described = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Described;
  readonly servers: readonly Described[];
  readonly tags: readonly Described[];
  readonly paths: Readonly<Record<string, Described>>;
  readonly components: Described;
}

/**
 * Describes resources by OpenAPI 3.1. OpenAPI has one operation for a path and a method, so operations that share both
 * are described as one. `x-operations` lists them.
 * @returns a function that makes the document with the links of one request
 */
export function openApi(resources: readonly Resource[]): (links: Links) => OpenApiDocument {
  const document = {
    openapi: '3.1.0',
    info: { title: 'MAAS API', version: '1.0', description: DESCRIPTION },
    tags: resources.map(({ name, doc }) => ({ name: tagOf(name), description: doc })),
    paths: Object.fromEntries(resources.map((item) => [`/api/1.0/${documentedPath(item.path)}`, pathItem(item)])),
    components: { securitySchemes: { oauth: OAUTH }, responses: errorResponses() },
  } as const;
  return (links) => ({ ...document, servers: [{ url: links.region() }] });
}

const tagOf = (name: string): string => name.replace(/Handler$/, '');

function errorResponses(): Described {
  const content = { 'text/plain': { schema: { type: 'string' } } };
  const fields = { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } };
  const withFields = { ...content, 'application/json': { schema: fields } };
  return Object.fromEntries(
    Object.entries(ERRORS).map(([status, description]) => [
      `Error${status}`,
      { description, content: status === '400' ? withFields : content },
    ]),
  );
}

function pathItem(item: Resource): Described {
  const methods = [...new Set(item.operations.map(({ on }) => on))];
  const parameters = pathArguments(item.path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    ...(parameters.length > 0 && { parameters }),
    ...Object.fromEntries(methods.map((method) => [method.toLowerCase(), pathOperation(item, method)])),
  };
}

/** The OpenAPI operation that describes all operations of a resource on one method. */
function pathOperation(item: Resource, method: Method): Described {
  const operations = item.operations.filter(({ on }) => on === method);
  const parameters = [...opParameter(operations), ...(method === 'GET' ? queryParameters(operations) : [])];
  return {
    operationId: `${tagOf(item.name)}_${method.toLowerCase()}`,
    tags: [tagOf(item.name)],
    description: operations.map(({ op, doc }) => (op === undefined ? doc : `**${op}**: ${doc}`)).join('\n\n'),
    security: security(operations),
    ...(parameters.length > 0 && { parameters }),
    ...(method !== 'GET' && requestBody(operations)),
    responses: responses(operations),
    'x-operations': operations.map(({ op, doc, allow, params }) => ({
      op: op ?? null,
      description: doc,
      'x-allow': item.adminOnly ? 'admin' : allow.label,
      parameters: Object.keys(params),
    })),
  };
}

function opParameter(operations: readonly Operation[]): Described[] {
  const ops = operations.flatMap(({ op }) => op ?? []);
  if (ops.length === 0) return [];
  const required = ops.length === operations.length;
  const description = required ? 'The operation.' : 'The operation. Without it, the plain one runs.';
  return [{ name: 'op', in: 'query', required, description, schema: { type: 'string', enum: ops } }];
}

/** The parameters that any of the operations takes. A parameter is required when all operations require it. */
function queryParameters(operations: readonly Operation[]): Described[] {
  const names = [...new Set(operations.flatMap(({ params }) => Object.keys(params)))];
  return names.map((name) => {
    const takers = operations.flatMap(({ op, params }) => (params[name] ? [{ op, param: params[name] }] : []));
    const single = takers.length === operations.length;
    const described = takers.map(({ op, param }) => (op === undefined || single ? param.doc : `${op}: ${param.doc}`));
    return {
      name,
      in: 'query',
      required: operations.every(({ params }) => requiredNames(params).includes(name)),
      description: [...new Set(described)].join(' '),
      schema: anyOf(takers.map(({ param }) => paramSchema(param))),
    };
  });
}

function requestBody(operations: readonly Operation[]): Described {
  const taking = operations.filter(({ params }) => Object.keys(params).length > 0);
  if (taking.length === 0) return {};
  const multipart = { schema: anyOf(operations.map(bodySchema)) };
  const fileless = operations.filter((operation) => !takesFiles(operation));
  const urlencoded = fileless.length > 0 && { schema: anyOf(fileless.map(bodySchema)) };
  const content = {
    'multipart/form-data': multipart,
    ...(urlencoded && { 'application/x-www-form-urlencoded': urlencoded }),
  };
  return { requestBody: { content, required: operations.every(({ params }) => requiredNames(params).length > 0) } };
}

function responses(operations: readonly Operation[]): Described {
  const returned = operations.flatMap(({ returns }) => (returns ? [outputSchema(returns)] : []));
  const content = { 'application/json': { schema: anyOf(returned) } };
  const errors = Object.keys(ERRORS).map((status) => [status, { $ref: `#/components/responses/Error${status}` }]);
  return {
    '2XX': { description: 'The operation succeeded.', ...(returned.length > 0 && { content }) },
    ...Object.fromEntries(errors),
  };
}

/** The security requirements: credentials, which are optional when one of the operations is anonymous. */
function security(operations: readonly Operation[]): Described[] {
  return [
    ...(operations.some(({ allow }) => allow.signedIn) ? [{ oauth: [] }] : []),
    ...(operations.some(({ allow }) => allow.anonymous) ? [{}] : []),
  ];
}

function anyOf(schemas: readonly JsonSchema[]): JsonSchema {
  const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [first] = different;
  return different.length === 1 && first ? first : { anyOf: different };
}

import type { ParamSpecs } from '../../params/param.js';
import type { Links } from '../operation/links.js';
import type { Operation, Resource } from '../operation/operation.js';
import { documentedPath, operationPath, pathArguments } from '../operation/routes.js';
import { bodySchema, outputSchema, paramSchema, requiredNames, takesFiles } from './openapi-schema.js';

const DESCRIPTION = `The API of MAAS 1.0. A path that ends in \`;op=…\` is one operation, and short for the parameter
\`op\` in the query: \`nodes/;op=list\` is \`nodes/?op=list\`. Parameters go into the query of a GET, and else into the
body.

A signed POST or PUT with the header Idempotency-Key has one effect, also when it is sent again with the same key. It gets
its first answer for 24 hours. 422 for another request with that key, 409 while the first one is performed.`;

const OAUTH = {
  type: 'http',
  scheme: 'OAuth',
  description: `OAuth 1.0 (RFC 5849), PLAINTEXT or HMAC-SHA1, in the Authorization header. An API key is
\`consumer:token:secret\`; the consumer's secret is empty.`,
};

const MULTIPART = 'multipart/form-data';

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
 * Describes resources by OpenAPI 3.1. OpenAPI has one operation for a path and a method, so an operation with an `op`
 * has a path of its own (operationPath).
 * @returns a function that makes the document with the links of one request
 */
export function openApi(resources: readonly Resource[]): (links: Links) => OpenApiDocument {
  const document = {
    openapi: '3.1.0',
    info: { title: 'MAAS API', version: '1.0', description: DESCRIPTION },
    tags: resources.map(({ name, doc }) => ({ name: tagOf(name), description: doc })),
    paths: Object.fromEntries(resources.flatMap(pathItems)),
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

/** The name of a path's argument. Generators make it a variable, which cannot be called `interface`. */
const argumentName = (name: string): string => (name === 'interface' ? 'interface_name' : name);

/** The path items of a resource: that of its plain operations, and one for each op. */
function pathItems(item: Resource): [string, Described][] {
  const parameters = pathArguments(item.path)
    .map(argumentName)
    .map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
  const paths = [...new Set(item.operations.map(({ op }) => operationPath(item.path, op)))];
  return paths.map((path) => {
    const operations = item.operations.filter(({ op }) => operationPath(item.path, op) === path);
    const methods = operations.map((operation) => [operation.on.toLowerCase(), pathOperation(item, operation)]);
    const described = { ...(parameters.length > 0 && { parameters }), ...Object.fromEntries(methods) };
    return [`/api/1.0/${documentedPath(path).replace(/\w+(?=\})/g, argumentName)}`, described];
  });
}

function pathOperation({ name, path, adminOnly }: Resource, operation: Operation): Described {
  const { on, op, doc, allow, params } = operation;
  const isOpInQuery = op !== undefined && operationPath(path, op) === path;
  const hasBody = on !== 'GET' && on !== 'DELETE';
  const parameters = [...(isOpInQuery ? [opParameter(op)] : []), ...(hasBody ? [] : queryParameters(params))];
  return {
    operationId: [tagOf(name), on.toLowerCase(), ...(op === undefined ? [] : [op])].join('_'),
    tags: [tagOf(name)],
    description: doc,
    security: [...(allow.signedIn ? [{ oauth: [] }] : []), ...(allow.anonymous ? [{}] : [])],
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && requestBody(params)),
    responses: responses(operation),
    'x-allow': adminOnly ? 'admin' : allow.label,
  };
}

function opParameter(op: string): Described {
  return {
    name: 'op',
    in: 'query',
    required: true,
    description: 'The operation.',
    schema: { type: 'string', enum: [op] },
  };
}

function queryParameters(params: ParamSpecs): Described[] {
  const required = requiredNames(params);
  return Object.entries(params).map(([name, param]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    description: param.doc,
    schema: paramSchema(param),
  }));
}

/** The body in all encodings that can carry the parameters. Only a multipart form can carry a file. */
function requestBody(params: ParamSpecs): Described {
  if (Object.keys(params).length === 0) return {};
  const types = takesFiles(params) ? [MULTIPART] : ['application/json', 'application/x-www-form-urlencoded', MULTIPART];
  const schema = bodySchema(params);
  const content = Object.fromEntries(types.map((type) => [type, { schema }]));
  return { requestBody: { content, required: requiredNames(params).length > 0 } };
}

/** The answers by status. Generators take the type of a success from its exact status, and not from `2XX`. */
function responses({ returns, status }: Operation): Described {
  const content = returns && { 'application/json': { schema: outputSchema(returns) } };
  const errors = Object.keys(ERRORS).map((status) => [status, { $ref: `#/components/responses/Error${status}` }]);
  return {
    [content ? status : '2XX']: { description: 'The operation succeeded.', ...(content && { content }) },
    ...Object.fromEntries(errors),
  };
}

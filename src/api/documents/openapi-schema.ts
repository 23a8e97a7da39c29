import { z } from 'zod';
import type { Param, ParamSpecs } from '../../params/param.js';

/** A JSON schema (draft 2020-12), the dialect of OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON schema of the input of a schema. A part that JSON schema cannot express becomes any text. */
export function inputSchema(schema: z.ZodType | undefined): JsonSchema {
  if (!schema) return { type: 'string' };
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.keys(rest).length > 0 ? rest : { type: 'string' };
}

/** The JSON schema of the output of a schema. A part that JSON schema cannot express becomes any value. */
export function outputSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  return rest;
}

/** The JSON schema of a parameter: of its one value, or of its list of values. */
export function paramSchema({ kind, schema }: Param<unknown>): JsonSchema {
  const one = inputSchema(schema);
  return kind === 'many' ? { type: 'array', items: one } : one;
}

/** A file in a multipart form. Generators know `format: binary` of OpenAPI 3.0; OpenAPI 3.1 has `contentMediaType`. */
const FILE = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' };

/** A body as an object: the parameters, the files, and the names with a prefix that an operation takes. */
export function bodySchema(params: ParamSpecs): JsonSchema {
  const named = entriesOf(params, 'one', 'many', 'file').map(([name, param]) => [
    name,
    { ...(param.kind === 'file' ? FILE : paramSchema(param)), description: param.doc },
  ]);
  const prefixes = entriesOf(params, 'prefixed').map(([prefix, { doc }]) => [
    `^${prefix}`,
    { type: 'string', description: doc },
  ]);
  const required = requiredNames(params);
  return {
    type: 'object',
    properties: Object.fromEntries(named),
    ...(required.length > 0 && { required }),
    // Without `additionalProperties`, openapi-typescript gives all properties the type of the prefixed ones.
    ...(prefixes.length > 0 && { patternProperties: Object.fromEntries(prefixes), additionalProperties: {} }),
  };
}

export function requiredNames(params: ParamSpecs): string[] {
  return Object.entries(params).flatMap(([name, { required }]) => (required === 'no' ? [] : [name]));
}

export function takesFiles(params: ParamSpecs): boolean {
  return entriesOf(params, 'file').length > 0;
}

function entriesOf(params: ParamSpecs, ...kinds: Param<unknown>['kind'][]): [string, Param<unknown>][] {
  return Object.entries(params).filter(([, { kind }]) => kinds.includes(kind));
}

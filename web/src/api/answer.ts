import type { paths } from './schema.js';

/** The JSON with which a GET of a path is answered. */
export type Answer<Path extends keyof paths> = paths[Path]['get'] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

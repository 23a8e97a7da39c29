import { anyone } from '../operation/authorize.js';
import { operation, type Resource, resource } from '../operation/operation.js';
import type { Documents } from './documents.js';

/** `doc/`: the readable documentation of all resources. */
export function docsResource(documents: Documents): Resource {
  return resource({
    name: 'DocHandler',
    path: 'doc/',
    doc: 'The documentation of this API.',
    hidden: true,
    operations: [
      operation({
        on: 'GET',
        allow: anyone,
        doc: 'Read the documentation of this API.',
        handle: ({ links }) => documents.page(links.prefix),
      }),
    ],
  });
}

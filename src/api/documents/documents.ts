import type { Links } from '../operation/links.js';
import type { Reply } from '../reply/reply.js';
import type { OpenApiDocument } from './openapi.js';
import type { Documented } from './page.js';

/** The documents of the API. The code that makes them is loaded when the first one is read. */
export class Documents {
  #openApi: Promise<(links: Links) => OpenApiDocument> | undefined;

  constructor(private readonly documented: Documented) {}

  /** The documentation page. @param prefix the prefix of the API's paths: `/MAAS` or empty */
  async page(prefix: string): Promise<Reply> {
    const { docsReply } = await import('./page.js');
    return docsReply(this.documented, prefix);
  }

  /** The OpenAPI document with the links of one request. */
  async openApi(links: Links): Promise<OpenApiDocument> {
    this.#openApi ??= import('./openapi.js').then(({ openApi }) => openApi(this.documented.resources));
    return (await this.#openApi)(links);
  }
}

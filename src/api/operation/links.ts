/** Percent-encodes one segment of a path, except for letters, digits and `_.-`. */
export function encodeSegment(text: string): string {
  if (/^[\w.-]*$/.test(text)) return text;
  return encodeURIComponent(text).replace(/[!~*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Parameters of a GET. Those that are undefined were not given. A list is a repeated parameter. */
export type QueryParameters = Readonly<Record<string, unknown>>;

/** Makes the URIs of a response. They have the same prefix as the URL of the request. */
export class Links {
  /**
   * @param origin scheme, host and port as the client called them
   * @param prefix `/MAAS`, or empty
   * @param publicUrl the configured URL of the region, where there is one
   */
  constructor(
    readonly origin: string,
    readonly prefix: string,
    readonly publicUrl?: string,
  ) {}

  /** The path of a resource of API 1.0: `api('nodes', systemId)` → `/MAAS/api/1.0/nodes/node-…/` */
  api(...segments: readonly string[]): string {
    let path = `${this.prefix}/api/1.0/`;
    for (const segment of segments) path += `${encodeSegment(segment)}/`;
    return path;
  }

  /** The path of a collection with the query of an operation. */
  query(collection: string, op: string, parameters: QueryParameters): string {
    const pairs = Object.entries(parameters).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
    );
    return `${this.api(collection)}?${new URLSearchParams([['op', op], ...pairs])}`;
  }

  /**
   * Returns the full URL of the region for nodes and clusters: the configured one, else the recorded one, else the URL
   * of the request. It has no slash at its end, unless the recorded one has.
   * @param recorded "" for none
   */
  region(recorded = ''): string {
    return this.publicUrl ?? (recorded || `${this.origin}${this.prefix}`);
  }
}

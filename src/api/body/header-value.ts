/** A header field such as `form-data; name="a"`: a value and parameters. The last one of repeated parameters counts. */
export interface HeaderValue {
  /** Lower case */
  readonly value: string;
  /** By name in lower case */
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/gs;

/** Reads a structured header field. Malformed parameters are ignored. */
export function parseHeaderValue(text: string): HeaderValue {
  const [value = ''] = text.split(';', 1);
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of text.slice(value.length).matchAll(PARAMETER)) {
    // Clients escape only quotes and backslashes, and send Windows paths with single backslashes.
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(["\\])/g, '$1') ?? bare.trim());
  }
  return { value: value.trim().toLowerCase(), parameters };
}

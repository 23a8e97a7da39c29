/** A header field such as `form-data; name="a"`: its value and its parameters, the last of each name. */
export interface HeaderValue {
  /** Lower case */
  readonly value: string;
  /** By name in lower case */
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/gs;

/** Reads a structured header field; what does not fit is left out. */
export function parseHeaderValue(text: string): HeaderValue {
  const [value = ''] = text.split(';', 1);
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of text.slice(value.length).matchAll(PARAMETER)) {
    // Only quotes and backslashes are ever escaped; Windows paths come with single backslashes.
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(["\\])/g, '$1') ?? bare.trim());
  }
  return { value: value.trim().toLowerCase(), parameters };
}

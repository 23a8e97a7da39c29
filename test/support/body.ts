import { randomBytes } from 'node:crypto';

/** A file part of a multipart body. With `base64` its content is encoded, as the `maas` command sends it. */
export interface FilePart {
  readonly filename?: string;
  readonly data: Buffer | string;
  readonly type?: string;
  readonly base64?: boolean;
}

export type Value = string | number | FilePart;

/** Parameters of a request by name; a list stands for a repeated one. */
export type Form = Readonly<Record<string, Value | readonly Value[]>>;

/** Parameters of a request; pairs set their order. */
export type Fields = Form | readonly (readonly [string, Value])[];

/** The parameters of a request: in the query, and in one of the forms of a body. */
export interface Payload {
  readonly query?: Fields;
  /** As multipart/form-data */
  readonly form?: Fields;
  readonly urlencoded?: Fields;
  readonly json?: unknown;
  /** The bytes of the body, which the headers describe. */
  readonly raw?: Buffer | string;
}

export interface Encoded {
  readonly body?: Buffer<ArrayBuffer>;
  readonly type?: string;
}

export function encodeBody(payload: Payload): Encoded {
  if (payload.form) return multipart(pairsOf(payload.form));
  if (payload.urlencoded) {
    return { body: Buffer.from(urlencode(payload.urlencoded)), type: 'application/x-www-form-urlencoded' };
  }
  if (payload.json !== undefined) return { body: Buffer.from(JSON.stringify(payload.json)), type: 'application/json' };
  return payload.raw === undefined ? {} : { body: Buffer.from(payload.raw) };
}

export function urlencode(fields: Fields): string {
  const texts = pairsOf(fields).map(([name, value]): [string, string] => [name, textOf(value)]);
  return new URLSearchParams(texts).toString();
}

function pairsOf(fields: Fields): readonly (readonly [string, Value])[] {
  if (isPairs(fields)) return fields;
  return Object.entries(fields).flatMap(([name, value]) =>
    isList(value) ? value.map((one): [string, Value] => [name, one]) : [[name, value] as const],
  );
}

const isPairs = (fields: Fields): fields is readonly (readonly [string, Value])[] => Array.isArray(fields);
const isList = (value: Value | readonly Value[]): value is readonly Value[] => Array.isArray(value);

function textOf(value: Value): string {
  if (typeof value === 'object') throw new TypeError('a file needs a multipart form');
  return String(value);
}

function multipart(pairs: readonly (readonly [string, Value])[]): Encoded {
  const boundary = `part${randomBytes(12).toString('hex')}`;
  const parts = pairs.map(([name, value]) => {
    const part: FilePart = typeof value === 'object' ? value : { data: String(value) };
    return Buffer.concat([Buffer.from(`--${boundary}\r\n${headersOf(name, part)}\r\n`), contentOf(part), CRLF]);
  });
  return {
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

const CRLF = Buffer.from('\r\n');

function headersOf(name: string, { filename, type, base64 }: FilePart): string {
  const lines = [
    `Content-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`,
  ];
  if (type !== undefined || filename !== undefined) lines.push(`Content-Type: ${type ?? 'application/octet-stream'}`);
  if (base64) lines.push('Content-Transfer-Encoding: base64');
  return lines.map((line) => `${line}\r\n`).join('');
}

function contentOf({ data, base64 }: FilePart): Buffer {
  const bytes = Buffer.from(data);
  return base64 ? Buffer.from(bytes.toString('base64')) : bytes;
}

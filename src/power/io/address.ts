import { isIPv4, isIPv6 } from 'node:net';
import { PowerSettingsError } from '../driver/errors.js';

export interface HostPort {
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  /** Undefined: the default port of the protocol. */
  readonly port: number | undefined;
}

const HOST_PORT = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[^\s:/@[\]]+))(?::(?<port>\d{1,5}))?$/i;
/** A name whose last part is a number is an IPv4 address, which is then not valid, such as 10.0.0.300. */
const NAME = /^(?!-)(?!.*\.\d+\.?$)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i;

/** Parses `host`, `host:port`, an IPv6 address or `[address]:port`. @throws PowerSettingsError */
export function parseHostPort(text: string): HostPort {
  if (isIPv6(text) && !text.includes('%')) return { host: text, port: undefined };
  const { v6, name, port } = HOST_PORT.exec(text)?.groups ?? {};
  const host = v6 ?? name ?? '';
  const isValid = v6 === undefined ? isIPv4(host) || NAME.test(host) : isIPv6(v6);
  const number = port === undefined ? undefined : Number(port);
  if (!isValid || host.length > 253 || (number !== undefined && (number < 1 || number > 65_535))) {
    throw new PowerSettingsError('The power address must be a host or host:port.');
  }
  return { host, port: number };
}

/** `host` or `host:port` as tools accept it; an IPv6 address is in brackets before a port. */
export function formatHostPort({ host, port }: HostPort): string {
  if (port === undefined) return host;
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/**
 * Parses an http or https URL to which paths are appended; its own path ends in a slash. Credentials in the URL are
 * refused, since they have settings of their own.
 * @throws PowerSettingsError
 */
export function parseHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new PowerSettingsError('The power address must be an http or https URL without credentials.');
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** Parses an http or https URL that is requested as it is. Credentials in it are refused. @throws PowerSettingsError */
export function parseRequestUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash) {
    throw new PowerSettingsError('Enter an http or https URL without credentials.');
  }
  return url;
}

/** Parses an http or https URL, or `host` or `host:port`, which mean http. @throws PowerSettingsError */
export function parseHttpAddress(text: string): URL {
  if (/^https?:\/\//i.test(text)) return parseHttpUrl(text);
  const { host, port } = parseHostPort(text);
  return new URL(`http://${isIPv6(host) ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}/`);
}

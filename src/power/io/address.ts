import { isIPv4, isIPv6 } from 'node:net';
import { PowerSettingsError } from '../driver/errors.js';

export interface HostPort {
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  /** Undefined: the usual one. */
  readonly port: number | undefined;
}

const HOST_PORT = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[^\s:/@[\]]+))(?::(?<port>\d{1,5}))?$/i;
const NAME = /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i;

/** Reads `host`, `host:port`, an IPv6 address or `[address]:port`. @throws PowerSettingsError */
export function readHostPort(text: string): HostPort {
  if (isIPv6(text) && !text.includes('%')) return { host: text, port: undefined };
  const { v6, name, port } = HOST_PORT.exec(text)?.groups ?? {};
  const host = v6 ?? name ?? '';
  const good = v6 === undefined ? isIPv4(host) || NAME.test(host) : isIPv6(v6);
  const number = port === undefined ? undefined : Number(port);
  if (!good || host.length > 253 || (number !== undefined && (number < 1 || number > 65_535))) {
    throw new PowerSettingsError('The power address must be a host or host:port.');
  }
  return { host, port: number };
}

/** `host` or `host:port` as tools take it, an IPv6 address in brackets when a port follows. */
export function writeHostPort({ host, port }: HostPort): string {
  if (port === undefined) return host;
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/**
 * Reads an http or https URL to which paths are added; its own path ends in a slash. Credentials stand in settings of
 * their own, so none are taken from it.
 * @throws PowerSettingsError
 */
export function readHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new PowerSettingsError('The power address must be an http or https URL without credentials.');
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** The same for what may also be `host` or `host:port`, which stand for http. @throws PowerSettingsError */
export function readHttpAddress(text: string): URL {
  if (/^https?:\/\//i.test(text)) return readHttpUrl(text);
  const { host, port } = readHostPort(text);
  return new URL(`http://${isIPv6(host) ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}/`);
}

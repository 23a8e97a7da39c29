import { BlockList, isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** @param host in lower case, without brackets */
type Rule = (host: string, port: string) => boolean;

const NEVER: Rule = () => false;
const CIDR = /^(?<base>[0-9a-f.:]+)\/(?<bits>\d{1,3})$/;
const SERVER = /^(?:\[(?<address>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d{1,5}))?$/;

/**
 * Parses NO_PROXY.
 * @param words `*` for all servers; addresses; CIDRs; host names, which include their subdomains. A name or an address
 *   may have a port. Words of another form match nothing.
 * @returns whether the server of a URL is reached without a proxy
 */
export function parseNoProxy(words: readonly string[]): (url: URL) => boolean {
  const rules = words.map((word) => parseRule(word.toLowerCase()));
  return (url) => {
    const host = url.hostname.replace(/^\[|\]$|\.$/g, '');
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    return rules.some((matches) => matches(host, port));
  };
}

function parseRule(word: string): Rule {
  if (word === '*') return () => true;
  if (isIP(word) > 0) return matchNetwork(word, isIPv6(word) ? 128 : 32);
  const { base = '', bits } = CIDR.exec(word)?.groups ?? {};
  if (isIP(base) > 0) return matchNetwork(base, Number(bits));
  const { address, name = address ?? '', port } = SERVER.exec(word)?.groups ?? {};
  const matches = isIP(name) > 0 ? parseRule(name) : matchDomain(name);
  return port === undefined ? matches : (host, itsPort) => itsPort === port && matches(host, itsPort);
}

function matchNetwork(base: string, bits: number): Rule {
  const family = isIPv6(base) ? 'ipv6' : 'ipv4';
  if (bits > (family === 'ipv6' ? 128 : 32)) return NEVER;
  const addresses = new BlockList();
  addresses.addSubnet(base, bits, family);
  return (host) => isIP(host) > 0 && addresses.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}

function matchDomain(name: string): Rule {
  const domain = domainToASCII(name.replace(/^\*?\.|\.$/g, ''));
  return domain === '' ? NEVER : (host) => host === domain || host.endsWith(`.${domain}`);
}

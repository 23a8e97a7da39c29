import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';

/** Where the addresses of the host's DNS servers are. systemd-resolved keeps the real ones in the second file. */
const RESOLVER_FILES = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];
const TIMEOUT_MS = 3_000;
/** More do not fit into the packets of some firmware. */
const MOST_SERVERS = 3;

/** The DNS servers of the host that machines can use too: IPv4 addresses, not those of the host itself. */
export async function readHostResolvers(files: readonly string[] = RESOLVER_FILES): Promise<string[]> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const addresses = [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, address = '']) => address);
    const usable = addresses.filter((address) => isIPv4(address) && !/^(127|0)\./.test(address));
    if (usable.length > 0) return usable.slice(0, MOST_SERVERS);
  }
  return [];
}

/** The addresses in a list of words with blanks or commas between them. */
export function readAddresses(text: string): string[] {
  return wordsOf(text).filter(isIPv4);
}

/** Resolves the names of NTP servers, as DHCP cannot carry names. */
export class NtpServers {
  #known: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(
    private readonly resolve = (name: string) => new Resolver({ timeout: TIMEOUT_MS, tries: 1 }).resolve4(name),
  ) {}

  /**
   * The addresses of servers. A name keeps its addresses while it is in the setting: a pool answers with others each time,
   * which must not restart dnsmasq.
   * @returns a problem for each name that has no IPv4 address
   */
  async resolveAll(text: string): Promise<{ addresses: string[]; problems: string[] }> {
    const found = await Promise.all(
      wordsOf(text).map(async (word) => ({
        word,
        addresses: this.#known.get(word) ?? (await this.#addressesOf(word)),
      })),
    );
    const resolved = found.filter(({ addresses }) => addresses.length > 0);
    this.#known = new Map(resolved.map(({ word, addresses }) => [word, addresses]));
    const problems = found
      .filter(({ addresses }) => addresses.length === 0)
      .map(({ word }) => `the NTP server ${JSON.stringify(word)} has no IPv4 address, so machines do not get it`);
    const all = [...new Set(resolved.flatMap(({ addresses }) => addresses))];
    return { addresses: all.slice(0, MOST_SERVERS), problems };
  }

  async #addressesOf(word: string): Promise<readonly string[]> {
    return isIPv4(word) ? [word] : this.resolve(word).catch(() => []);
  }
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

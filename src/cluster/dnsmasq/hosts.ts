import type { ClusterConfig } from '../config.js';

type Host = ClusterConfig['hosts'][number];

/** One label of DNS in lower case (RFC 1123, 2.1). */
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
/** dnsmasq gives such names to all addresses of the networks. A machine must not take that of another. */
const FROM_ADDRESS = /^(\d{1,3}-){3}\d{1,3}$/;

/** The zone of the machines' names; undefined when the cluster's name cannot be one. */
export function readZone({ name }: ClusterConfig): string | undefined {
  const zone = name.toLowerCase();
  const labels = zone.split('.');
  return zone.length <= 200 && labels.every((label) => LABEL.test(label)) ? zone : undefined;
}

/**
 * The text of dnsmasq's `dhcp-hostsfile`: a line `mac,mac,name.zone` for each machine. Names may come from anonymous
 * enlistment. The zone after each name is necessary: dnsmasq would take `10h` or `infinite` for a lease time, and would
 * not answer a machine named `ignore`.
 * @returns a problem for each host that is left out; the first of two hosts with one name or MAC address counts
 */
export function writeHosts(hosts: readonly Host[], zone: string): { text: string; problems: string[] } {
  const lines: string[] = [];
  const problems: string[] = [];
  const used = new Set<string>();
  for (const { hostname, macs } of hosts) {
    const label = (hostname.split('.', 1)[0] ?? '').toLowerCase();
    const own = [...new Set(macs.map((mac) => mac.toLowerCase()))].filter((mac) => MAC.test(mac) && !used.has(mac));
    const problem = findProblem(label, used);
    if (problem) problems.push(`host ${JSON.stringify(hostname)} has no name in DNS: ${problem}`);
    if (problem || own.length === 0) continue;
    for (const key of [label, ...own]) used.add(key);
    lines.push(`${own.join(',')},${label}.${zone}\n`);
  }
  return { text: lines.join(''), problems };
}

function findProblem(label: string, used: ReadonlySet<string>): string | undefined {
  if (!LABEL.test(label)) return 'it is not a valid name';
  if (FROM_ADDRESS.test(label)) return 'it looks like an address';
  return used.has(label) ? 'another host has it' : undefined;
}

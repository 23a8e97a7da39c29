import { statusOf, troubleOf } from '../../ui/node-status.js';

/** What searches look at. */
export interface SearchableNode {
  readonly system_id: string;
  readonly hostname: string;
  readonly substatus: number;
  readonly owner: string | null;
  readonly zone: { readonly name: string };
  readonly tag_names: readonly string[];
  readonly macaddress_set: readonly { readonly mac_address: string }[];
  readonly ip_addresses: readonly string[];
  readonly architecture: string;
  readonly power_type: string;
  readonly power_state: 'on' | 'off' | 'unknown' | 'error';
  readonly distro_series: string;
  /** Number of CPUs */
  readonly cpu_count: number;
  /** In MiB */
  readonly memory: number;
  /** In MB */
  readonly storage: number;
}

export type Matcher = (node: SearchableNode) => boolean;

/** What a term says after its key. */
export interface Condition {
  readonly comparison: string;
  /** In lower case */
  readonly value: string;
  /** In quotes `none`, `me` and `*` mean themselves, so that a tag with the name "none" can be found. */
  readonly isQuoted: boolean;
  /** The user that `owner:me` stands for */
  readonly username: string;
}

interface SearchField {
  /** For people, with an example */
  readonly help: string;
  /** @returns a matcher, or what is wrong with the condition */
  read(condition: Condition): Matcher | string;
}

/** A field whose texts must be the value, or begin with it when it ends with `*`. `none` matches nodes without a text. */
function texts(help: string, of: (node: SearchableNode) => readonly string[]): SearchField {
  return {
    help,
    read({ comparison, value, isQuoted }) {
      if (comparison !== ':' && comparison !== '=') return 'it is a text, so use a colon.';
      if (value === 'none' && !isQuoted) return (node) => of(node).length === 0;
      const fits =
        value.endsWith('*') && !isQuoted
          ? (text: string) => text.startsWith(value.slice(0, -1))
          : (text: string) => text === value;
      return (node) => of(node).some((text) => fits(text.toLowerCase()));
    },
  };
}

/** A field whose texts must contain the value. */
function parts(help: string, of: (node: SearchableNode) => readonly string[]): SearchField {
  return {
    help,
    read:
      ({ value }) =>
      (node) =>
        of(node).some((text) => text.toLowerCase().includes(value)),
  };
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  ':': (a, b) => a === b,
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};
const NUMBER = /^(\d+(?:\.\d+)?)([kmgt]?)i?b?$/;

/** A field with a number. @param units how many of its own units a letter stands for */
function numbers(
  help: string,
  of: (node: SearchableNode) => number,
  units: Readonly<Record<string, number>>,
): SearchField {
  return {
    help,
    read({ comparison, value }) {
      const [, digits, unit = ''] = NUMBER.exec(value) ?? [];
      const factor = units[unit];
      const compare = COMPARE[comparison];
      if (digits === undefined || factor === undefined || !compare) return `${value} is not a number such as 8 or 64G.`;
      const wanted = Number(digits) * factor;
      return (node) => compare(of(node), wanted);
    },
  };
}

/** The names of owners, where `me` stands for the user. */
function owners(): SearchField {
  const names = texts('owner:ada, owner:me, owner:none', ({ owner }) => present(owner));
  return {
    help: names.help,
    read(condition) {
      const { value, isQuoted, username } = condition;
      const isMe = value === 'me' && !isQuoted;
      return names.read(isMe ? { ...condition, value: username.toLowerCase(), isQuoted: true } : condition);
    },
  };
}

const macDigits = (text: string): string => text.replaceAll(/[:.-]/g, '');
const present = (text: string | null): string[] => (text === null || text === '' ? [] : [text]);
const macsOf = (node: SearchableNode): string[] => node.macaddress_set.map(({ mac_address }) => mac_address);

/** The fields of the search language by their names. `any` is for words without a name. */
export const FIELDS: Readonly<Record<string, SearchField>> & { readonly any: SearchField } = {
  any: parts('a part of the name, a MAC or an IP address', (node) => [
    node.hostname,
    node.system_id,
    ...macsOf(node),
    ...node.ip_addresses,
  ]),
  status: texts('status:ready', (node) => [statusOf(node).word]),
  tag: texts('tag:gpu', ({ tag_names }) => tag_names),
  zone: texts('zone:r1', ({ zone }) => [zone.name]),
  owner: owners(),
  power: texts('power:on', ({ power_state }) => [power_state]),
  type: texts('type:ipmi', ({ power_type }) => present(power_type)),
  arch: texts('arch:amd64*', ({ architecture }) => present(architecture)),
  series: texts('series:trusty', ({ distro_series }) => present(distro_series)),
  name: parts('name:web', ({ hostname }) => [hostname]),
  ip: texts('ip:10.0.*', ({ ip_addresses }) => ip_addresses),
  mac: {
    help: 'mac:525400',
    read:
      ({ value }) =>
      (node) =>
        macsOf(node).some((mac) => macDigits(mac).includes(macDigits(value))),
  },
  trouble: {
    help: 'trouble:yes',
    read({ value }) {
      if (value !== 'yes' && value !== 'no') return 'use yes or no.';
      return (node) => (troubleOf(node) !== undefined) === (value === 'yes');
    },
  },
  cpu: numbers('cpu>=8', ({ cpu_count }) => cpu_count, { '': 1 }),
  mem: numbers('mem>=64G', ({ memory }) => memory, { '': 1, m: 1, g: 1_024, t: 1_024 * 1_024 }),
  disk: numbers('disk>1T', ({ storage }) => storage, { '': 1, m: 1, g: 1_000, t: 1_000_000 }),
};

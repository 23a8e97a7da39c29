import { PowerSettingsError } from '../../driver/errors.js';

/** Hypervisors that libvirt drives without asking for credentials of its own. */
const HYPERVISORS = ['qemu', 'xen', 'lxc', 'vbox', 'bhyve', 'test'];
/** Not `ext`, which runs a program that the URI names, nor `libssh` and `libssh2`, which ask a terminal for passwords. */
const TRANSPORTS = ['', 'unix', 'ssh', 'tls', 'tcp'];
/** What a query may hold: nothing that runs a program (command, netcat) or overrides how hosts are known. */
const KEYS = ['socket', 'keyfile', 'mode', 'proxy', 'no_verify', 'no_tty'];

const USER = /^[\w.][\w.@+-]*$/;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*))?$/i;
const PATH = /^\/[\w./@+-]*$/;
const VALUE = /^[\w./@+:,-]*$/;
const SHAPE =
  /^(?<scheme>[a-z]+)(\+(?<transport>[a-z0-9]+))?:\/\/((?<user>[^@/?#]*)@)?(?<host>\[[^\]]*\]|[^:/?#@]*)(:(?<port>\d{1,5}))?(?<path>\/[^?#]*)?(\?(?<query>[^#]*))?$/i;

/** A connection URI of libvirt that can do no harm. */
export interface LibvirtUri {
  readonly transport: string;
  /** Host and port, for messages; "" for this machine. */
  readonly place: string;
  /** The host's keys are not looked at. */
  readonly unverified: boolean;
  /** The URI with more parameters of the query. */
  with(parameters: Readonly<Record<string, string>>): string;
}

/**
 * Reads a connection URI (libvirt.org/uri.html, libvirt.org/remote.html). It may come from a machine that enlisted
 * itself, so that only what is known to be harmless is let through.
 * @throws PowerSettingsError
 */
export function readLibvirtUri(text: string): LibvirtUri {
  const parts = SHAPE.exec(text)?.groups;
  if (!parts) throw refused('is no libvirt URI, such as qemu+ssh://user@host/system');
  const { scheme = '', transport = '', user, host = '', port, path = '', query = '' } = parts;
  const hypervisor = scheme.toLowerCase();
  if (!HYPERVISORS.includes(hypervisor)) throw refused(`may only be of ${HYPERVISORS.join(', ')}`);
  if (!TRANSPORTS.includes(transport)) throw refused(`may only use ${TRANSPORTS.filter((name) => name).join(', ')}`);
  if (user !== undefined && !USER.test(user)) throw refused('names no valid user, or a password');
  if (!HOST.test(host) || !(path === '' || PATH.test(path))) throw refused('names no valid host or path');
  // libvirt's test driver reads whatever file is named here, and shows it in its messages.
  if (hypervisor === 'test' && transport === '' && path !== '/default') throw refused('names a file');
  const parameters = readQuery(query);
  return {
    transport,
    place: port === undefined ? host : `${host}:${port}`,
    unverified: parameters.some(([key, value]) => key === 'no_verify' && value !== '0'),
    with(more) {
      const all = [...parameters, ...Object.entries(more)].map(([key, value]) => `${key}=${value}`);
      const base = text.replace(/\?.*$/s, '');
      return all.length === 0 ? base : `${base}?${all.join('&')}`;
    },
  };
}

function readQuery(query: string): [string, string][] {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const [key = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    if (!KEYS.includes(key) || !VALUE.test(value)) throw refused(`may only have ${KEYS.join(', ')} in its query`);
    return [key, value];
  });
}

function refused(why: string): PowerSettingsError {
  return new PowerSettingsError(`The power address ${why}.`);
}

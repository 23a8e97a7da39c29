import { PowerSettingsError } from '../../driver/errors.js';

/** Hypervisors for which libvirt needs no credentials of its own. */
const HYPERVISORS = ['qemu', 'xen', 'lxc', 'vbox', 'bhyve', 'test'];
/** Without `ext`, which runs a program of the URI, and without `libssh` and `libssh2`, which prompt on a terminal. */
const TRANSPORTS = ['', 'unix', 'ssh', 'tls', 'tcp'];
/** Allowed parameters: none that runs a program (command, netcat) or replaces the known hosts. */
const PARAMETERS = ['socket', 'keyfile', 'mode', 'proxy', 'no_verify', 'no_tty'];

const USER = /^[\w.][\w.@+-]*$/;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*))?$/i;
const PATH = /^\/[\w./@+-]*$/;
const VALUE = /^[\w./@+:,-]*$/;
const SHAPE =
  /^(?<scheme>[a-z]+)(\+(?<transport>[a-z0-9]+))?:\/\/((?<user>[^@/?#]*)@)?(?<host>\[[^\]]*\]|[^:/?#@]*)(:(?<port>\d{1,5}))?(?<path>\/[^?#]*)?(\?(?<query>[^#]*))?$/i;

/** A validated connection URI of libvirt. */
export interface LibvirtUri {
  readonly transport: string;
  /** Host and port, for messages; "" for this machine. */
  readonly place: string;
  /** The keys of the host are not verified. */
  readonly unverified: boolean;
  /** The URI with additional parameters. */
  with(parameters: Readonly<Record<string, string>>): string;
}

/**
 * Parses a connection URI (libvirt.org/uri.html, libvirt.org/remote.html). An enlisting machine can have sent it, so
 * only parts that are known to be harmless are allowed.
 * @throws PowerSettingsError
 */
export function parseLibvirtUri(text: string): LibvirtUri {
  const parts = SHAPE.exec(text)?.groups;
  if (!parts) throw createUriError('is not a valid libvirt URI, such as qemu+ssh://user@host/system');
  const { scheme = '', transport = '', user, host = '', port, path = '', query = '' } = parts;
  const hypervisor = scheme.toLowerCase();
  if (!HYPERVISORS.includes(hypervisor)) throw createUriError(`may only be of ${HYPERVISORS.join(', ')}`);
  if (!TRANSPORTS.includes(transport))
    throw createUriError(`may only use ${TRANSPORTS.filter((name) => name).join(', ')}`);
  if (user !== undefined && !USER.test(user)) throw createUriError('names no valid user, or a password');
  if (!HOST.test(host) || !(path === '' || PATH.test(path))) throw createUriError('names no valid host or path');
  // libvirt's test driver reads the file at this path and shows its content in messages.
  if (hypervisor === 'test' && transport === '' && path !== '/default') throw createUriError('names a file');
  const parameters = parseQuery(query);
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

function parseQuery(query: string): [string, string][] {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const [key = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    if (!PARAMETERS.includes(key) || !VALUE.test(value))
      throw createUriError(`may only have ${PARAMETERS.join(', ')} in its query`);
    return [key, value];
  });
}

function createUriError(why: string): PowerSettingsError {
  return new PowerSettingsError(`The power address ${why}.`);
}

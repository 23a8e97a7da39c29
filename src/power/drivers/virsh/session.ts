import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  type PowerError,
  PowerSettingsError,
  PowerToolError,
} from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { findTool, missingMessage, type Tool } from '../../driver/tools.js';
import { complaint, runTool, type ToolResult } from '../../io/run-tool.js';
import { sshAccess } from './ssh.js';
import { type LibvirtUri, readLibvirtUri } from './uri.js';

export const VIRSH: Tool = { name: 'virsh', debianPackage: 'libvirt-clients', versionArgs: ['--version'] };
export const SSH: Tool = { name: 'ssh', debianPackage: 'openssh-client', versionArgs: ['-V'] };

/** A libvirt, and what it takes to get in. */
export interface Libvirt {
  readonly address: string;
  /** "" for none. */
  readonly password: string;
}

/**
 * Runs one command of virsh.
 * @param command with its arguments; a name that begins with a dash is safe as `--domain=NAME`
 * @throws PowerError when it cannot connect, or does not know the domain
 */
export async function virsh(context: PowerContext, libvirt: Libvirt, command: readonly string[]): Promise<ToolResult> {
  const uri = readLibvirtUri(libvirt.address);
  const result =
    uri.transport === 'ssh' ? await overSsh(context, uri, libvirt, command) : await run(context, uri.with({}), command);
  const error = hindrance(result, uri);
  if (error) throw error;
  return result;
}

async function overSsh(context: PowerContext, uri: LibvirtUri, { password }: Libvirt, command: readonly string[]) {
  const { toolPath, sshKnownHosts: knownHosts } = context.world;
  if ((await findTool(SSH.name, toolPath)) === undefined) throw new PowerToolError(missingMessage(SSH));
  await using ssh = await sshAccess({ password, knownHosts, verify: !uri.unverified });
  return await run(context, uri.with({ command: ssh.command }), command);
}

function run(context: PowerContext, uri: string, command: readonly string[]): Promise<ToolResult> {
  return runTool(context, VIRSH, { args: ['--connect', uri, ...command] });
}

/** virsh's own words for what kept it from the domain. A failed command alone is for the caller to tell. */
function hindrance(result: ToolResult, { place }: LibvirtUri): PowerError | undefined {
  const { exitCode, stderr } = result;
  const said = complaint(result);
  if (/failed to get domain/.test(stderr)) return new PowerActionError(`libvirt has no such domain: ${said}`);
  if (!/failed to connect to the hypervisor|Cannot recv data/.test(stderr)) {
    return exitCode === undefined ? new PowerConnError('virsh was ended.') : undefined;
  }
  const host = place === '' ? 'libvirt' : place;
  if (/Host key verification failed|REMOTE HOST IDENTIFICATION/.test(stderr)) {
    return new PowerSettingsError(
      `The key of ${host} is not among the known hosts, or is another (POWER_SSH_KNOWN_HOSTS): ${said}`,
    );
  }
  if (/Permission denied \(|authentication failed|authentication unavailable/i.test(stderr)) {
    return new PowerAuthError(`${host} refuses the credentials: ${said}`);
  }
  return new PowerConnError(`virsh: ${said}`);
}

/** What a command printed. @throws PowerActionError when it failed */
export async function virshOutput(
  context: PowerContext,
  libvirt: Libvirt,
  command: readonly string[],
): Promise<string> {
  const result = await virsh(context, libvirt, command);
  if (result.exitCode !== 0 || /^error: /m.test(result.stderr))
    throw new PowerActionError(`virsh: ${complaint(result)}`);
  return result.stdout;
}

/** The state of a domain as virsh calls it, such as `running` or `shut off`. */
export async function domainState(context: PowerContext, libvirt: Libvirt, domain: string): Promise<string> {
  return (await virshOutput(context, libvirt, ['domstate', `--domain=${domain}`])).trim();
}

/** Takes the power from a running domain. @throws PowerActionError */
export async function destroyDomain(context: PowerContext, libvirt: Libvirt, domain: string): Promise<void> {
  await changeDomain(context, libvirt, 'destroy', domain, /^Domain .* destroyed$/m);
}

/** @throws PowerActionError */
export async function startDomain(context: PowerContext, libvirt: Libvirt, domain: string): Promise<void> {
  await changeDomain(context, libvirt, 'start', domain, /^Domain .* started$/m);
}

async function changeDomain(context: PowerContext, libvirt: Libvirt, verb: string, domain: string, done: RegExp) {
  const result = await virsh(context, libvirt, [verb, `--domain=${domain}`]);
  if (!done.test(result.stdout)) throw new PowerActionError(`virsh: ${complaint(result)}`);
}

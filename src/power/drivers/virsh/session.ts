import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  type PowerError,
  PowerSettingsError,
  PowerToolError,
} from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { describeMissingTool, findTool, type Tool } from '../../driver/tools.js';
import { describeToolFailure, runTool, type ToolResult } from '../../io/run-tool.js';
import { createSshCommand } from './ssh.js';
import { type LibvirtUri, parseLibvirtUri } from './uri.js';

export const VIRSH: Tool = { name: 'virsh', debianPackage: 'libvirt-clients', versionArgs: ['--version'] };
export const SSH: Tool = { name: 'ssh', debianPackage: 'openssh-client', versionArgs: ['-V'] };

/** The address and password of a libvirt daemon. */
export interface Libvirt {
  readonly address: string;
  /** "" for none. */
  readonly password: string;
}

/**
 * Runs one virsh command.
 * @param command with its arguments; a name that begins with a dash is safe as `--domain=NAME`
 * @throws PowerError when virsh cannot connect or does not find the domain
 */
export async function runVirsh(
  context: PowerContext,
  libvirt: Libvirt,
  command: readonly string[],
): Promise<ToolResult> {
  const uri = parseLibvirtUri(libvirt.address);
  const result =
    uri.transport === 'ssh'
      ? await runOverSsh(context, uri, libvirt, command)
      : await runAt(context, uri.with({}), command);
  const error = findConnectionError(result, uri);
  if (error) throw error;
  return result;
}

async function runOverSsh(context: PowerContext, uri: LibvirtUri, { password }: Libvirt, command: readonly string[]) {
  const { toolPath, sshKnownHosts: knownHosts } = context.environment;
  if ((await findTool(SSH.name, toolPath)) === undefined) throw new PowerToolError(describeMissingTool(SSH));
  await using ssh = await createSshCommand({ password, knownHosts, verify: !uri.unverified });
  return await runAt(context, uri.with({ command: ssh.path }), command);
}

function runAt(context: PowerContext, uri: string, command: readonly string[]): Promise<ToolResult> {
  return runTool(context, VIRSH, { args: ['--connect', uri, ...command] });
}

/** Recognizes connection errors in virsh's output. The caller handles a failed command. */
function findConnectionError(result: ToolResult, { place }: LibvirtUri): PowerError | undefined {
  const { exitCode, stderr } = result;
  const output = describeToolFailure(result);
  if (/failed to get domain/.test(stderr)) return new PowerActionError(`libvirt has no such domain: ${output}`);
  if (!/failed to connect to the hypervisor|Cannot recv data/.test(stderr)) {
    return exitCode === undefined ? new PowerConnError('virsh was ended.') : undefined;
  }
  const host = place === '' ? 'libvirt' : place;
  if (/Host key verification failed|REMOTE HOST IDENTIFICATION/.test(stderr)) {
    return new PowerSettingsError(
      `The key of ${host} is not among the known hosts, or is another (POWER_SSH_KNOWN_HOSTS): ${output}`,
    );
  }
  if (/Permission denied \(|authentication failed|authentication unavailable/i.test(stderr)) {
    return new PowerAuthError(`${host} refuses the credentials: ${output}`);
  }
  return new PowerConnError(`virsh: ${output}`);
}

/** The output of a virsh command. @throws PowerActionError when it fails */
export async function readVirshOutput(
  context: PowerContext,
  libvirt: Libvirt,
  command: readonly string[],
): Promise<string> {
  const result = await runVirsh(context, libvirt, command);
  if (result.exitCode !== 0 || /^error: /m.test(result.stderr))
    throw new PowerActionError(`virsh: ${describeToolFailure(result)}`);
  return result.stdout;
}

/** virsh's name of a domain's state, such as `running` or `shut off`. */
export async function readDomainState(context: PowerContext, libvirt: Libvirt, domain: string): Promise<string> {
  return (await readVirshOutput(context, libvirt, ['domstate', `--domain=${domain}`])).trim();
}

/** Powers a running domain off, without a shutdown. @throws PowerActionError */
export async function destroyDomain(context: PowerContext, libvirt: Libvirt, domain: string): Promise<void> {
  await changeDomain(context, libvirt, 'destroy', domain, /^Domain .* destroyed$/m);
}

/** @throws PowerActionError */
export async function startDomain(context: PowerContext, libvirt: Libvirt, domain: string): Promise<void> {
  await changeDomain(context, libvirt, 'start', domain, /^Domain .* started$/m);
}

async function changeDomain(
  context: PowerContext,
  libvirt: Libvirt,
  verb: string,
  domain: string,
  confirmation: RegExp,
) {
  const result = await runVirsh(context, libvirt, [verb, `--domain=${domain}`]);
  if (!confirmation.test(result.stdout)) throw new PowerActionError(`virsh: ${describeToolFailure(result)}`);
}

import { describeMissingTool, findTool, type Tool } from '../../../tools.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  type PowerError,
  PowerSettingsError,
  PowerToolError,
} from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
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
 * @param command with its arguments; domains are named by UUID: virsh takes a name like `1` for a running id first
 * @throws PowerError when virsh cannot connect or does not find the domain
 */
export async function runVirsh(
  context: PowerContext,
  libvirt: Libvirt,
  command: readonly string[],
  maxOutput?: number,
): Promise<ToolResult> {
  const uri = parseLibvirtUri(libvirt.address);
  const run: RunVirshAt = (at) => runTool(context, VIRSH, { args: ['--connect', at, ...command], maxOutput });
  const result = uri.transport === 'ssh' ? await runOverSsh(context, uri, libvirt, run) : await run(uri.with({}));
  const error = findConnectionError(result, uri);
  if (error) throw error;
  return result;
}

type RunVirshAt = (uri: string) => Promise<ToolResult>;

async function runOverSsh(context: PowerContext, uri: LibvirtUri, { password }: Libvirt, run: RunVirshAt) {
  const { toolPath, sshKnownHosts: knownHosts } = context.environment;
  if ((await findTool(SSH.name, toolPath)) === undefined) throw new PowerToolError(describeMissingTool(SSH));
  await using ssh = await createSshCommand({ password, knownHosts, verify: !uri.unverified });
  return await run(uri.with({ command: ssh.path }));
}

const CONNECTION_LOST =
  /failed to connect to the hypervisor|Cannot recv data|End of file while reading|Disconnected from/;

/** Recognizes connection errors in virsh's output. The caller handles a failed command. */
function findConnectionError(result: ToolResult, { place }: LibvirtUri): PowerError | undefined {
  const { exitCode, stderr } = result;
  const output = describeToolFailure(result);
  if (/failed to get domain/.test(stderr)) return new PowerActionError(`libvirt has no such domain: ${output}`);
  if (!CONNECTION_LOST.test(stderr)) {
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
  maxOutput?: number,
): Promise<string> {
  const result = await runVirsh(context, libvirt, command, maxOutput);
  if (result.exitCode !== 0 || /^error: /m.test(result.stderr)) {
    throw new PowerActionError(`virsh: ${describeToolFailure(result)}`);
  }
  return result.stdout;
}

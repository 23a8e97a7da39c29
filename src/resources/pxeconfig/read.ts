import { z } from 'zod';
import { anyone } from '../../api/operation/authorize.js';
import { encodeSegment, type Links } from '../../api/operation/links.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { BadRequest } from '../../errors.js';
import { resolveHostAddress } from '../../model/boot/host-address.js';
import { type BootPlan, planBoot } from '../../model/boot/plan-boot.js';
import { BOOT_PURPOSES } from '../../model/boot/pxe-node.js';
import { recordSystemSeen } from '../../model/nodes/boot/deployed.js';
import { blankable, optional } from '../../params/param.js';
import { looseMacAddress } from '../../params/values.js';

const pxeConfigShape = z.object({
  osystem: z.string(),
  arch: z.string(),
  subarch: z.string(),
  release: z.string(),
  label: z.string(),
  purpose: z.enum(BOOT_PURPOSES),
  hostname: z.string(),
  domain: z.string(),
  preseed_url: z.string(),
  log_host: z.string(),
  fs_host: z.string(),
  extra_opts: z.string().nullable(),
});

export const pxeconfigRead = operation({
  on: 'GET',
  allow: anyone,
  doc: `Get how a machine boots: the image, the kernel's options and the purpose of the boot.

The answer is 204 for the MAC address of an unknown machine, unless its architecture is given.`,
  params: {
    mac: optional(looseMacAddress, 'MAC address of the machine.'),
    arch: blankable(z.string(), 'The architecture of the machine. Ignored for a known node.'),
    subarch: blankable(z.string(), 'The subarchitecture of the machine. Without it, generic.'),
    label: blankable(z.string(), 'The label of the image. Without it, the label of the newest image.'),
    local: optional(z.string(), 'The address of the TFTP server. Required.'),
    remote: optional(z.string(), 'The address of the machine; ignored.'),
    cluster_uuid: blankable(z.string(), 'The cluster of the TFTP server, for unknown machines.'),
  },
  returns: pxeConfigShape,
  async handle({ db, caller, links, params: { local, cluster_uuid: clusterUuid, ...params } }) {
    const boot = await planBoot(db, { ...params, clusterUuid, address: caller.address });
    if (!boot) return Reply.empty();
    if (local === undefined) throw new BadRequest('No provided local!');
    if (boot.systemId !== null && boot.awaitsSystem) await recordSystemSeen(db, boot.systemId, 'disk');
    return Reply.plainJson(await pxeConfigJson(boot, local, links));
  },
});

async function pxeConfigJson(boot: BootPlan, local: string, links: Links) {
  const region = (boot.regionUrl || links.region()).replace(/\/+$/, '');
  const preseed =
    boot.systemId === null
      ? 'enlist-preseed/?op=get_enlist_preseed'
      : `by-id/${encodeSegment(boot.systemId)}/?op=get_preseed`;
  return {
    osystem: 'ubuntu',
    arch: boot.arch,
    subarch: boot.subarch,
    release: boot.release,
    label: boot.label,
    purpose: boot.purpose,
    hostname: boot.hostname,
    domain: boot.domain,
    preseed_url: `${region}/metadata/latest/${preseed}`,
    log_host: await resolveHostAddress(region),
    fs_host: local,
    extra_opts: boot.kernelOptions,
  };
}

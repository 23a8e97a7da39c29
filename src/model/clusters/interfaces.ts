import { z } from 'zod';
import { jsonText } from '../json-text.js';
import { ipAddress } from '../networks/address.js';
import { textUpTo } from '../values.js';
import { networkOf, overlap } from './network-range.js';

/** NODEGROUPINTERFACE_MANAGEMENT of the document. */
export const Management = { UNMANAGED: 0, DHCP: 1, DHCP_AND_DNS: 2 } as const;

const absent = z.union([z.null(), z.literal('')]).transform(() => undefined);
const address = z.union([absent, ipAddress], 'Enter a valid IPv4 or IPv6 address.').optional();

/** A network interface of a cluster as its daemon reports it. */
const interfaceJson = z.object({
  interface: textUpTo(255).default(''),
  management: z
    .union([absent, z.coerce.string()])
    .transform((value = '0') => Number(value))
    .pipe(z.union([z.literal(0), z.literal(1), z.literal(2)], 'Select a valid choice: 0, 1 or 2.'))
    .default(Management.UNMANAGED),
  ip: z.string('This field is required.').pipe(ipAddress),
  subnet_mask: address,
  broadcast_ip: address,
  router_ip: address,
  ip_range_low: address,
  ip_range_high: address,
});

export type ReportedInterface = z.infer<typeof interfaceJson>;

/** The `interfaces` of a registration: a JSON list of objects. Managed ones must be on networks that do not overlap. */
export const reportedInterfaces = jsonText(
  z.array(interfaceJson, 'Enter a JSON list of interfaces, each an object.').superRefine((interfaces, context) => {
    for (const message of problemsOf(interfaces)) context.addIssue({ code: 'custom', message });
  }),
);

function problemsOf(interfaces: readonly ReportedInterface[]): string[] {
  const names = interfaces.map((one) => one.interface);
  const problems = names
    .filter((name, index) => names.indexOf(name) < index)
    .map((name) => `There is more than one interface '${name}'.`);
  const networks = interfaces.map(({ ip, subnet_mask: mask }) => mask && networkOf(ip, mask));
  problems.push(
    ...interfaces
      .filter((one, index) => one.subnet_mask && !networks[index])
      .map(({ ip, subnet_mask }) => `${ip} and ${subnet_mask} do not form a network.`),
  );
  const managed = networks.filter((network, index) => network && interfaces[index]?.management !== 0);
  if (managed.some((one, index) => managed.slice(index + 1).some((other) => one && other && overlap(one, other)))) {
    problems.push('The networks of managed interfaces overlap.');
  }
  return problems;
}

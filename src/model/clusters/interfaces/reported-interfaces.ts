import { z } from 'zod';
import { REQUIRED } from '../../../errors.js';
import { jsonText } from '../../../params/json-text.js';
import { ipAddress } from '../../../params/values.js';
import { InterfaceManagement } from '../../statuses/interface-management.js';
import { addressOrNone, byAddress, type InterfaceSettings, interfaceName, management } from './fields.js';
import { haveOverlap, parseNetworkRange } from './network-range.js';
import { fillBroadcast, findInterfaceProblems, isManaged } from './rules.js';

/** More interfaces than any machine has. The limit is needed as anonymous callers may register clusters. */
const MOST_INTERFACES = 1_000;

/** An address. A daemon leaves an unknown address out, or sends null. */
const address = z
  .string('Enter a valid IPv4 or IPv6 address.')
  .nullish()
  .transform((text) => text ?? '')
  .pipe(addressOrNone);

/** A network interface of a cluster as its daemon reports it. */
const interfaceJson = z
  .object({
    interface: interfaceName.default(''),
    management: z
      .union([z.null().transform(() => ''), z.coerce.string()])
      .pipe(management)
      .default(InterfaceManagement.UNMANAGED),
    ip: z.string(REQUIRED).pipe(ipAddress),
    ...byAddress(() => address),
  })
  .transform((settings, context): InterfaceSettings => {
    for (const [field, messages] of Object.entries(findInterfaceProblems(settings))) {
      for (const message of messages) context.addIssue({ code: 'custom', path: [field], message });
    }
    return fillBroadcast(settings);
  });

/**
 * The `interfaces` of a registration: a JSON list of objects. The names of the interfaces must differ, and the networks
 * of managed interfaces must not overlap.
 */
export const reportedInterfaces = jsonText(
  z
    .array(z.unknown(), 'Enter a JSON list of interfaces, each an object.')
    .max(MOST_INTERFACES, `Enter at most ${MOST_INTERFACES} interfaces.`)
    .pipe(z.array(interfaceJson))
    .superRefine((interfaces, context) => {
      for (const message of problemsOf(interfaces)) context.addIssue({ code: 'custom', message });
    }),
);

function problemsOf(interfaces: readonly InterfaceSettings[]): string[] {
  const names = interfaces.map((one) => one.interface);
  const repeated = names.filter((name, index) => names.indexOf(name) < index);
  const problems = repeated.map((name) => `There is more than one interface '${name}'.`);
  const networks = interfaces
    .filter(isManaged)
    .flatMap(({ ip, subnet_mask: mask }) => parseNetworkRange(ip, mask ?? '') ?? []);
  if (haveOverlap(networks)) {
    problems.push('The networks of managed interfaces overlap.');
  }
  return problems;
}

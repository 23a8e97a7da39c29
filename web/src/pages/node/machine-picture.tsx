import type { Node } from '../../api/node.js';
import { countText, memoryText, storageText } from '../../ui/amounts.js';
import { statusOf } from '../../ui/node-status.js';

const MOST_CPUS = 64;
const STICKS = 16;
const MIB_PER_STICK = 8_192;

/** The front of a machine, with its processors, memory and disks. */
export function MachinePicture({ node }: { readonly node: Node }) {
  const { cpu_count: cpus, memory, storage } = node;
  const isKnown = cpus > 0 || memory > 0 || storage > 0;
  if (!isKnown) return <p className="card__calm">The hardware is known after commissioning.</p>;
  const sticks = Math.max(1, Math.min(STICKS, Math.ceil(memory / MIB_PER_STICK)));
  return (
    <div className="machine">
      <div className="machine__front" aria-hidden="true">
        <span className={`machine__light is-${statusOf(node).word} power-${node.power_state}`} />
        <span className="machine__cpus">
          {Array.from({ length: Math.min(cpus, MOST_CPUS) }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the cells differ by nothing else
            <i key={index} />
          ))}
        </span>
        <span className="machine__memory">
          {Array.from({ length: STICKS }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the sticks differ by nothing else
            <i key={index} className={index < sticks && memory > 0 ? 'is-filled' : ''} />
          ))}
        </span>
        <span className="machine__disks">
          {Array.from({ length: 4 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the bays differ by nothing else
            <i key={index} className={index === 0 && storage > 0 ? 'is-filled' : ''} />
          ))}
        </span>
      </div>
      <ul className="machine__amounts">
        <li>
          <strong>{cpus || '–'}</strong> {cpus === 1 ? 'CPU' : 'CPUs'}
          {cpus > MOST_CPUS && <span className="u-hidden"> {countText(cpus, 'processor')}</span>}
        </li>
        <li>
          <strong>{memoryText(memory) || '–'}</strong> memory
        </li>
        <li>
          <strong>{storageText(storage) || '–'}</strong> disk
        </li>
      </ul>
    </div>
  );
}

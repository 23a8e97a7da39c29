// The facts about a machine in the outputs of lshw and LLDP (docs/contract/nodes.md C6).
import { checkBytes, firstLine, parseBytes } from './engine.mjs';
import { countCpus, readTree, sumMemory, sumStorage } from './machine.mjs';

const MIB = 1_048_576;

/**
 * Returns the CPU count, memory and storage in MiB, and why the text is not well-formed; null for well-formed XML.
 * @throws XmlError for XML that is too damaged, or is damaged and holds no facts
 */
export function hardware(bytes) {
  const { text, error } = checkBytes(bytes);
  const machine = readTree(text);
  const facts = {
    cpu_count: countCpus(machine),
    memory: sumMemory(machine) / MIB,
    storage: sumStorage(machine) / MIB,
  };
  if (error && Object.values(facts).every((fact) => fact === 0)) throw error;
  return { ...facts, damage: error && firstLine(error) };
}

/**
 * Returns the MAC addresses of the neighbours and the types of their other identifiers, unchanged, and why the text was
 * repaired; null for well-formed XML. The type is "" for an identifier without one, and for a neighbour without any.
 * @throws XmlError for XML that is too damaged
 */
export function neighbours(bytes) {
  const { document, damage } = parseBytes(bytes);
  try {
    const macs = document.find(`/lldp//id[@type='mac']/text()`).map(({ content }) => content);
    const otherTypes = document.find(`/lldp//id[not(@type='mac')]/@type`).map(({ value }) => value);
    const untyped = document.find('/lldp//id[not(@type)] | /lldp/interface[not(.//id)]').map(() => '');
    return { macs, otherTypes: [...otherTypes, ...untyped], damage };
  } finally {
    document.dispose();
  }
}

// What is known of a machine from what lshw and LLDP printed (docs/contract/nodes.md C6).
import { parseBytes } from './engine.mjs';

const CPU = `//node[@id='core']/node[@class='processor'][not(@disabled)]`;
const THREADS = `configuration/setting[@id='threads']`;
const BYTES = `size[@units='bytes']`;

/** XPath of numbers; memory and storage in MiB. */
const HARDWARE = {
  cpu_count: `sum(${CPU}/${THREADS}/@value) + count(${CPU}[not(${THREADS})])`,
  memory: `(sum(//node[@id='memory']/${BYTES})
    + sum(//node[starts-with(@id, 'memory:')]/node[starts-with(@id, 'bank:')]/${BYTES})) div 1048576`,
  storage: `sum(//node[@class='volume']/${BYTES}) div 1048576`,
};

/** A number for each name in HARDWARE; NaN where the document has no number. @throws XmlError */
export function hardware(bytes) {
  const document = parseBytes(bytes);
  try {
    return Object.fromEntries(Object.entries(HARDWARE).map(([name, xpath]) => [name, document.eval(xpath)]));
  } finally {
    document.dispose();
  }
}

/** The MAC addresses of the neighbours, as they are written. @throws XmlError */
export function neighbours(bytes) {
  const document = parseBytes(bytes);
  try {
    return document.find(`/lldp//id[@type='mac']/text()`).map(({ content }) => content);
  } finally {
    document.dispose();
  }
}

// The facts about a machine in the outputs of lshw and LLDP (docs/contract/nodes.md C6).
import { parseBytes } from './engine.mjs';

const CPU = `//node[@id='core']/node[@class='processor'][not(@disabled)]`;
const THREADS = `configuration/setting[@id='threads']`;
const BYTES = `size[@units='bytes']`;

/** XPath expressions with numeric results. Memory and storage are in MiB. */
const HARDWARE = {
  cpu_count: `sum(${CPU}/${THREADS}/@value) + count(${CPU}[not(${THREADS})])`,
  memory: `(sum(//node[@id='memory']/${BYTES})
    + sum(//node[starts-with(@id, 'memory:')]/node[starts-with(@id, 'bank:')]/${BYTES})) div 1048576`,
  storage: `sum(//node[@class='volume']/${BYTES}) div 1048576`,
};

/** Returns a number for each name in HARDWARE; NaN when the document has no number. @throws XmlError */
export function hardware(bytes) {
  const document = parseBytes(bytes);
  try {
    return Object.fromEntries(Object.entries(HARDWARE).map(([name, xpath]) => [name, document.eval(xpath)]));
  } finally {
    document.dispose();
  }
}

/** Returns the MAC addresses of the neighbours, unchanged. @throws XmlError */
export function neighbours(bytes) {
  const document = parseBytes(bytes);
  try {
    return document.find(`/lldp//id[@type='mac']/text()`).map(({ content }) => content);
  } finally {
    document.dispose();
  }
}

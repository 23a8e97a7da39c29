// The numbers of a machine in the tree of nodes that lshw printed (docs/contract/nodes.md C6). Each takes linear time.
import { scan } from './scan.mjs';

/** A number that is not negative. Other texts count as absent. */
const NUMBER = /^\s*[0-9]+(?:\.[0-9]+)?\s*$/;

const isNode = ({ name }) => name === 'node';
const isOfClass = (node, name) => isNode(node) && node.attributes.get('class') === name;
const isNamed = ({ id }, name) => id === name || id.startsWith(`${name}:`);
const sum = (nodes, count) => nodes.reduce((total, node) => total + count(node), 0);

/** Reads a tree of elements. Those that are no nodes are kept, as nodes may be in them. */
export function readTree(text) {
  const top = createElement('', new Map());
  const path = [top];
  scan(text, {
    open(name, attributes) {
      const element = createElement(name, attributes);
      path.at(-1).children.push(element);
      path.push(element);
    },
    text(inside) {
      path.at(-1).text += inside;
    },
    close() {
      const element = path.pop();
      if (element.name === 'size') path.at(-1).bytes += readBytes(element);
      if (element.name === 'capacity') path.at(-1).capacity += readBytes(element);
      if (element.name === 'configuration') path.at(-1).threads = readThreads(element);
    },
  });
  return top;
}

function createElement(name, attributes) {
  const id = attributes.get('id') ?? '';
  return { name, id, attributes, text: '', bytes: 0, capacity: 0, threads: undefined, children: [] };
}

function readBytes({ attributes, text }) {
  return attributes.get('units') === 'bytes' ? (readNumber(text) ?? 0) : 0;
}

function readThreads({ children }) {
  const setting = children.find(({ id }) => id === 'threads');
  return readNumber(setting?.attributes.get('value') ?? '');
}

function readNumber(text) {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** The enabled processors directly in the core. Each one counts as its threads, or as 1 where lshw knows none. */
export function countCpus(node) {
  const processors = node.id === 'core' && isNode(node) ? node.children.filter(isProcessor) : [];
  return sum(processors, ({ threads }) => threads || 1) + sum(node.children, countCpus);
}

const isProcessor = (node) => isOfClass(node, 'processor') && !node.attributes.has('disabled');

/** The bytes of memory: the total, or else the arrays. */
export function sumMemory(node) {
  if (!isNode(node) || !isNamed(node, 'memory')) return sum(node.children, sumMemory);
  return node.id === 'memory' && node.bytes > 0 ? node.bytes : sumArray(node);
}

/** The bytes of the banks in an array; of the array itself when its banks have no size. */
function sumArray(array) {
  return sumBanks(array) || array.bytes;
}

function sumBanks(node) {
  return sum(node.children.filter(isNode), (child) => {
    if (isNamed(child, 'bank')) return child.bytes;
    return isNamed(child, 'memory') ? sumArray(child) : sumBanks(child);
  });
}

/** lshw knows only the capacity of a partition whose file system it cannot read. */
const sizeOf = ({ bytes, capacity }) => bytes || capacity;

/**
 * The bytes of volumes, without those in another volume, and of disks without volumes. Media in optical drives do not
 * count, but their volumes do.
 */
export function sumStorage(node, isOptical = false) {
  if (isOfClass(node, 'volume') && sizeOf(node) > 0) return sizeOf(node);
  const inOptical = isOptical || isNamed(node, 'cdrom');
  const inside = sum(node.children, (child) => sumStorage(child, inOptical));
  const isBlank = inside === 0 && isOfClass(node, 'disk') && !inOptical;
  return isBlank ? sizeOf(node) : inside;
}

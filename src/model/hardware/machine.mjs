// The numbers of a machine in the tree of nodes that lshw printed (docs/contract/nodes.md C6). Each takes linear time.
import { scan } from './scan.mjs';

/** A number that is not negative. Other texts count as absent. */
const NUMBER = /^\s*[0-9]+(?:\.[0-9]+)?\s*$/;

const isNode = ({ name }) => name === 'node';
const isOfClass = (node, name) => isNode(node) && node.attributes.get('class') === name;
const isNamed = ({ id }, name) => id === name || id.startsWith(`${name}:`);
const textOf = (node, name) => node.children.find((child) => child.name === name)?.text.trim() ?? '';
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

/** How lshw describes arrays and banks that are not main memory: the chip of the firmware, for example. */
const OTHER_MEMORY = /\b(?:flash|video|cache|nvram|vram|rom|e?eprom|feprom)\b/i;
const isMainMemory = (node) => !OTHER_MEMORY.test(textOf(node, 'description'));

/** The bytes of main memory: the total, or else the arrays. Some firmware describes its only memory as flash. */
export function sumMemory(machine) {
  return sumArrays(machine, isMainMemory) || sumArrays(machine, () => true);
}

function sumArrays(node, counts) {
  if (!isNode(node) || !isNamed(node, 'memory')) return sum(node.children, (child) => sumArrays(child, counts));
  if (!counts(node)) return 0;
  return node.id === 'memory' && node.bytes > 0 ? node.bytes : sumArray(node, counts);
}

/** The bytes of the banks in an array; of the array itself when its banks have no size. */
function sumArray(array, counts) {
  return sumBanks(array, counts) || array.bytes;
}

function sumBanks(node, counts) {
  return sum(node.children.filter(isNode).filter(counts), (child) => {
    if (isNamed(child, 'bank')) return child.bytes;
    return isNamed(child, 'memory') ? sumArray(child, counts) : sumBanks(child, counts);
  });
}

/** lshw knows only the capacity of a partition whose file system it cannot read. */
const sizeOf = ({ bytes, capacity }) => bytes || capacity;

/**
 * The bytes of volumes, without those in another volume, and of disks without volumes. Media in optical drives do not
 * count, but their volumes do. A disk counts once, by however many paths it is found.
 * @param found the names of the disks that have been counted
 */
export function sumStorage(node, isOptical = false, found = new Set()) {
  if (isOfClass(node, 'volume') && sizeOf(node) > 0) return sizeOf(node);
  const name = isOfClass(node, 'disk') ? diskName(node) : undefined;
  if (found.has(name)) return 0;
  if (name !== undefined) found.add(name);
  const inOptical = isOptical || isNamed(node, 'cdrom');
  const inside = sum(node.children, (child) => sumStorage(child, inOptical, found));
  const isBlank = inside === 0 && isOfClass(node, 'disk') && !inOptical;
  return isBlank ? sizeOf(node) : inside;
}

/** A SCSI address: host, channel, target and LUN. Several hosts and targets may lead to one disk. */
const SCSI_ADDRESS = /^scsi@\d+:\d+\.\d+\.(\d+)$/;
/** Serial numbers that several disks have: none, zeros, or hidden by lshw. */
const NO_SERIAL = /^(?:0*|\[.*\])$/;

/**
 * What a disk has in common on all paths to it; undefined for a disk that may look like others. Volumes of a RAID
 * controller can share its serial number, but differ in their LUN.
 */
function diskName(disk) {
  const lun = SCSI_ADDRESS.exec(textOf(disk, 'businfo'))?.[1];
  const serial = textOf(disk, 'serial');
  if (lun === undefined || NO_SERIAL.test(serial)) return undefined;
  return JSON.stringify([lun, serial, textOf(disk, 'vendor'), textOf(disk, 'product'), sizeOf(disk)]);
}

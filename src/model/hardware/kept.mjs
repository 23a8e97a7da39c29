// The documents that a thread keeps for the next definitions: parsing takes several times as long as an evaluation.
import { workerData } from 'node:worker_threads';
import { heldBytes, wasRefused } from './engine.mjs';

const MOST_DOCUMENTS = 10_000;
/** The memory that libxml2 may hold beside kept documents. A thread with more should be replaced. */
const MOST_BESIDE = 96 * 1_048_576;

/** Documents by their keys: each with the root's name, whether it has the copies, and which outputs are left out. */
const kept = new Map();
/** The memory of libxml2 when the last document was kept. */
let heldThen = 0;

export const findKept = (key) => kept.get(key);

/** Keeps a document while there is room. The documents that came first stay, as all are read in the same order. */
export function keepOrDispose(key, entry) {
  const hasRoom = heldBytes() < workerData.keepBytes && kept.size < MOST_DOCUMENTS && !wasRefused();
  if (key === undefined || !hasRoom) {
    entry.document.dispose();
    return;
  }
  kept.set(key, entry);
  heldThen = heldBytes();
}

export function drop(key) {
  kept.get(key)?.document.dispose();
  kept.delete(key);
}

/** Whether libxml2 lacked memory, perhaps because of kept documents. Then the results of its task are not valid. */
export const isStarved = () => kept.size > 0 && wasRefused();

/** Whether the thread should be replaced. */
export const isBloated = () => wasRefused() || heldBytes() > (kept.size > 0 ? heldThen : 0) + MOST_BESIDE;

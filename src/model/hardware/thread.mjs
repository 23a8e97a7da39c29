// A thread that reads output of machines and evaluates definitions of administrators (thread.ts). Both are untrusted:
// the pool terminates a thread that times out, and an internal error ends the thread.
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { compile, flawOf, readsCopies } from './definition.mjs';
import { merge } from './document.mjs';
import { firstLine, XmlError } from './engine.mjs';
import { explain } from './explain.mjs';
import { hardware, neighbours } from './facts.mjs';
import { drop, findKept, isBloated, isStarved, keepOrDispose } from './kept.mjs';

// On Linux this sets the priority of this thread only, so that requests have a higher one.
if (process.platform === 'linux') setPriority(5);

const { PENDING, NOT, MATCHES, FAILED } = workerData.VERDICT;

const nothing = { lshw: null, lldp: null };
const { document: empty } = merge(nothing, () => {});

const tasks = {
  evaluate,
  hardware: facts(hardware),
  neighbours: facts(neighbours),
  flaw: ({ definition }) => ({ flaw: flawOf(definition, empty) }),
  explain: explainOutputs,
};

parentPort.on('message', (task) => {
  const result = perform(task);
  parentPort.postMessage({ result, starved: isStarved(), bloated: isBloated() });
});
parentPort.postMessage('ready');

/** @returns null for a task that failed for lack of memory */
function perform(task) {
  try {
    return tasks[task.name](task);
  } catch (error) {
    if (!isStarved()) throw error;
    return null;
  }
}

/** Returns the facts, or the reason why the text cannot be read. */
function facts(read) {
  return ({ bytes }) => {
    try {
      return { found: read(bytes) };
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      return { reason: firstLine(error) };
    }
  };
}

/**
 * Evaluates definitions on documents. Verdicts are written to shared memory at once (a row for each document, a column
 * for each definition), so that they survive this thread. Cells with one are skipped. `parsed` holds a 1 for each
 * document that has been read. A document has outputs, or is kept under its key.
 * @param outdated the keys of kept documents to drop
 * @returns the reasons of failed definitions by column, and of output that was left out of documents by row; and the
 *   rows of documents that are kept. It ends before a document that is not kept as needed, and for lack of memory
 */
function evaluate({ documents, definitions, verdicts, parsed, outdated }) {
  for (const key of outdated) drop(key);
  const needsCopies = (root) => definitions.some((text) => readsCopies(text, root));
  for (const { key } of documents) dropUnlessUsable(key, needsCopies);
  const report = { broken: {}, dropped: {}, kept: [] };
  const judges = definitions.map((text, column) => judge(text, (reason) => (report.broken[column] ??= reason)));
  for (const { row, key, outputs } of documents) {
    const entry = findKept(key) ?? (outputs && parse(outputs, needsCopies));
    if (!entry || isStarved()) break;
    if (entry.dropped) report.dropped[row] = entry.dropped;
    new Uint8Array(parsed)[row] = 1;
    writeVerdicts(judges, entry.document, new Uint8Array(verdicts, row * definitions.length, definitions.length));
    if (!findKept(key)) keepOrDispose(key, entry);
  }
  for (const { dispose } of judges) dispose();
  report.kept = documents.filter(({ key }) => findKept(key)).map(({ row }) => row);
  return report;
}

function dropUnlessUsable(key, needsCopies) {
  const entry = findKept(key);
  if (entry && !entry.hasCopies && needsCopies(entry.root)) drop(key);
}

function parse(outputs, needsCopies) {
  let dropped;
  const onDrop = (name, reason) => {
    dropped = `${name}: ${reason}`;
  };
  const { document, hasCopies } = merge(outputs, onDrop, needsCopies);
  return { document, hasCopies, root: document.root.name, dropped };
}

/** Writes the verdicts that are missing, unless memory is lacking. */
function writeVerdicts(judges, document, cells) {
  for (const [column, { verdictOn }] of judges.entries()) {
    if (cells[column] !== PENDING) continue;
    const verdict = verdictOn(document);
    if (isStarved()) return;
    cells[column] = verdict;
  }
}

/** Compiles a definition on first use, so that a failure of the compilation counts for its column. */
function judge(text, onFailure) {
  let compiled;
  const verdictOn = (document) => {
    try {
      compiled ??= compile(text);
      return compiled.matches(document) ? MATCHES : NOT;
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      if (!isStarved()) onFailure(error.message);
      return FAILED;
    }
  };
  return { verdictOn, dispose: () => compiled?.dispose() };
}

/** Explains a definition on the outputs of a node. Outputs that cannot be read are named. */
function explainOutputs({ definition, document: outputs }) {
  const dropped = [];
  const { document } = merge(outputs, (name, reason) =>
    dropped.push(`The output of ${name} cannot be read: ${reason}`),
  );
  try {
    const { matches, why } = explain(definition, document);
    return { matches, why: [why, ...dropped].join(' ') };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { reason: `The definition cannot be evaluated: ${error.message.split("': ").at(-1)}` };
  } finally {
    document.dispose();
  }
}

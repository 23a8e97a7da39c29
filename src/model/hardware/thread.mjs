// A thread that reads output of machines and evaluates definitions of administrators (threads.ts). Both are untrusted:
// the pool terminates a thread that times out, and an internal error ends the thread.
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { compile, flawOf, readsCopies } from './definition.mjs';
import { merge } from './document.mjs';
import { firstLine, isBloated, XmlError } from './engine.mjs';
import { explain } from './explain.mjs';
import { hardware, neighbours } from './facts.mjs';

// On Linux this sets the priority of this thread only, so that requests have a higher one.
if (process.platform === 'linux') setPriority(5);

const { PENDING, NOT, MATCHES, FAILED } = workerData;

const nothing = { lshw: null, lldp: null };
const empty = merge(nothing, () => {});

const tasks = {
  evaluate,
  hardware: facts(hardware),
  neighbours: facts(neighbours),
  flaw: ({ definition }) => ({ flaw: flawOf(definition, empty) }),
  explain: explainOutputs,
};

parentPort.on('message', (task) => {
  const result = tasks[task.name](task);
  parentPort.postMessage({ result, bloated: isBloated() });
});
parentPort.postMessage('ready');

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
 * Evaluates definitions on documents, and parses each document once. Verdicts are written to shared memory at once (a
 * row for each document, a column for each definition), so that they survive this thread. Cells with one are skipped.
 * `parsed` holds a 1 for each document that has been read.
 * @returns the reasons of failed definitions by column, and of output that was left out of documents by row
 */
function evaluate({ documents, definitions, verdicts, parsed }) {
  const broken = {};
  const dropped = {};
  const needsCopies = (root) => definitions.some((text) => readsCopies(text, root));
  const judges = definitions.map((text, column) => judge(text, (reason) => (broken[column] ??= reason)));
  for (const [row, details] of documents.entries()) {
    const cells = new Uint8Array(verdicts, row * definitions.length, definitions.length);
    if (!cells.includes(PENDING)) continue;
    const document = merge(details, (name, reason) => (dropped[row] = `${name}: ${reason}`), needsCopies);
    new Uint8Array(parsed)[row] = 1;
    for (const [column, { verdictOn }] of judges.entries()) {
      if (cells[column] === PENDING) cells[column] = verdictOn(document);
    }
    document.dispose();
  }
  for (const { dispose } of judges) dispose();
  return { broken, dropped };
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
      onFailure(error.message);
      return FAILED;
    }
  };
  return { verdictOn, dispose: () => compiled?.dispose() };
}

/** Explains a definition on the outputs of a node. Outputs that cannot be read are named. */
function explainOutputs({ definition, document: outputs }) {
  const dropped = [];
  const document = merge(outputs, (name, reason) => dropped.push(`The output of ${name} cannot be read: ${reason}`));
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

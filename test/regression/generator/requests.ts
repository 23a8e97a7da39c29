import { BROKEN_BODIES, ODD_MEMBERS } from './broken-bodies.js';
import { inTurn } from './in-turn.js';
import type { GeneratedRequest, OperationSpec, Params, RawBody } from './operation.js';
import { Random } from './random.js';

const ENCODINGS = ['form', 'urlencoded', 'form', 'json'] as const;
/** How many fields of a request are invalid, in turn. */
const INVALID_FIELD_COUNTS = [1, 4, 2, 6] as const;

/** Every operation with its name and its requests, always the same. The broken bodies are shared out among them. */
export function generateRequests(specs: readonly OperationSpec[]): [string, OperationSpec, GeneratedRequest[]][] {
  return specs.map((spec, position) => {
    const raws = BROKEN_BODIES.filter((_, index) => index % specs.length === position);
    return [spec.name, spec, requestsTo(spec, position, [ODD_MEMBERS, ...raws])];
  });
}

function requestsTo(spec: OperationSpec, seed: number, raws: readonly RawBody[]): GeneratedRequest[] {
  const random = new Random(seed);
  const deviations: Partial<GeneratedRequest>[] = [
    ...Array.from({ length: spec.validRequests }, () => ({})),
    ...invalidGroups(spec).map((params) => ({ params })),
    ...spec.special,
    ...raws.map((raw): Partial<GeneratedRequest> => ({ raw })),
  ];
  return deviations.map(({ params, ...deviation }, index) => ({
    as: inTurn(spec.callers, index),
    method: spec.method,
    path: spec.path(random, index),
    ...(spec.op !== undefined && { op: spec.op }),
    encoding: inTurn(ENCODINGS, index),
    params: deviation.raw ? {} : { ...spec.valid(random, index), ...params },
    ...deviation,
  }));
}

/** Every invalid value once, together with none to five invalid values of other fields. */
function invalidGroups({ invalid }: OperationSpec): Params[] {
  const longest = Math.max(...invalid.map((values) => values.length));
  const rows = Array.from({ length: longest }, (_, row) => invalid.flatMap((values) => values.slice(row, row + 1)));
  const groups: Params[] = [];
  for (const row of rows) {
    for (let at = 0; at < row.length; ) {
      const size = inTurn(INVALID_FIELD_COUNTS, groups.length);
      groups.push(Object.fromEntries(row.slice(at, at + size).flatMap((params) => Object.entries(params))));
      at += size;
    }
  }
  return groups;
}

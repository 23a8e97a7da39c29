import { useCallback, useMemo, useRef, useState } from 'react';
import type { Node } from '../../api/node.js';

/** The chosen rows among those that are shown: a row that leaves the list is not chosen any more. */
export interface Selection {
  readonly nodes: readonly Node[];
  readonly has: (node: Node) => boolean;
  /** @param isRange whether all rows since the last choice follow it (Shift) */
  readonly choose: (index: number, isChosen: boolean, isRange: boolean) => void;
  readonly chooseAll: (isChosen: boolean) => void;
}

export function useSelection(rows: readonly Node[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef(0);
  const nodes = useMemo(() => (ids.size === 0 ? [] : rows.filter(({ system_id }) => ids.has(system_id))), [rows, ids]);
  const choose = useCallback(
    (index: number, isChosen: boolean, isRange: boolean) => {
      const from = isRange ? Math.min(last.current, index) : index;
      const to = isRange ? Math.max(last.current, index) : index;
      last.current = index;
      setIds((before) => {
        const next = new Set(before);
        for (const { system_id } of rows.slice(from, to + 1)) {
          if (isChosen) next.add(system_id);
          else next.delete(system_id);
        }
        return next;
      });
    },
    [rows],
  );
  const chooseAll = useCallback(
    (isChosen: boolean) => setIds(new Set(isChosen ? rows.map(({ system_id }) => system_id) : [])),
    [rows],
  );
  return { nodes, has: ({ system_id }) => ids.has(system_id), choose, chooseAll };
}

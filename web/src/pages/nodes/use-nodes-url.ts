import { useSearchParams } from 'wouter';
import type { Sort } from '../../ui/data-table.js';
import { COLUMNS, USUAL_COLUMNS } from './columns.js';

/** The view of the list as its address says: a bookmark of the address is a saved search. */
export function useNodesUrl() {
  const [params, setParams] = useSearchParams();
  const named = params.get('columns')?.split(',') ?? USUAL_COLUMNS;
  const set = (name: string, value: string) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  };
  return {
    text: params.get('q') ?? '',
    sort: params.get('sort') ?? 'hostname',
    columns: COLUMNS.map(({ id }) => id).filter((id) => id === 'hostname' || named.includes(id)),
    setText: (text: string) => set('q', text),
    setSort: (sort: Sort) => set('sort', sort),
    setColumns: (columns: readonly string[]) =>
      set('columns', columns.join(',') === USUAL_COLUMNS.join(',') ? '' : columns.join(',')),
  };
}

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Node } from '../../api/node.js';
import { nodeList } from '../../api/nodes.js';
import { countText } from '../../ui/amounts.js';
import type { Column } from '../../ui/data-table.js';
import { exactTerm, searchPath } from './search-language.js';

const NAMES_OF = {
  tag: ({ tag_names }: Node): readonly string[] => tag_names,
  zone: ({ zone }: Node): readonly string[] => [zone.name],
} as const;

/** A column with the number of nodes of each tag or zone, which leads to them. */
export function useNodeCounts(kind: keyof typeof NAMES_OF): Column<{ readonly name: string }> {
  const { data: nodes = [] } = useQuery(nodeList);
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const name of nodes.flatMap(NAMES_OF[kind])) counts.set(name, (counts.get(name) ?? 0) + 1);
    const countOf = ({ name }: { readonly name: string }) => counts.get(name) ?? 0;
    return {
      id: 'nodes',
      title: 'Nodes',
      width: '7rem',
      isNumber: true,
      sortBy: countOf,
      render: (row) => <Link href={searchPath(exactTerm(kind, row.name))}>{countText(countOf(row), 'node')}</Link>,
    };
  }, [nodes, kind]);
}

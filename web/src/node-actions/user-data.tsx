import { useQuery } from '@tanstack/react-query';
import type { Node } from '../api/node.js';
import { nodeSummary } from '../api/node-parts.js';
import { bytesText } from '../ui/amounts.js';
import { AreaField } from '../ui/area-field.js';
import type { ActionOptions } from './run.js';

interface Props {
  readonly nodes: readonly Node[];
  readonly options: ActionOptions;
  readonly onChange: (options: ActionOptions) => void;
}

/** The user data of nodes that are started. The stored one of a single node is shown by its size. */
export function UserData({ nodes, options, onChange }: Props) {
  const [only, ...others] = nodes;
  const summary = useQuery({ ...nodeSummary(only?.system_id ?? ''), enabled: others.length === 0 });
  const size = summary.data?.user_data_size ?? null;
  return (
    <AreaField
      label="User data (optional)"
      help={`For cloud-init, as a text. ${size === null ? '' : `The node has ${bytesText(size)} now.`}`}
      value={options.userData ?? ''}
      onChange={(userData) => onChange({ userData })}
    />
  );
}

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api } from '../../api/client.js';
import { ApiError, dataOf, textOf } from '../../api/errors.js';
import { nodeList } from '../../api/nodes.js';
import { countText } from '../../ui/amounts.js';
import { NodePicker } from '../../ui/node-picker.js';
import { useLater } from './use-later.js';

interface Props {
  readonly definition: string;
  /** Called with the problem of the definition, or with "" */
  readonly onProblem: (problem: string) => void;
}

const TYPING_MS = 500;

/** Shows how many and which nodes a definition would tag, and why a chosen node matches or does not. */
export function TagPreview({ definition, onProblem }: Props) {
  const { data: nodes = [] } = useQuery(nodeList);
  const [chosen, setChosen] = useState('');
  const typed = useLater(definition.trim(), TYPING_MS);
  const preview = useQuery({
    queryKey: ['tag-preview', typed, chosen],
    enabled: typed !== '',
    retry: false,
    queryFn: ({ signal }) =>
      dataOf(
        api.POST('/api/1.0/tags/;op=preview', {
          body: { definition: typed, ...(chosen !== '' && { system_id: chosen }) },
          signal,
        }),
      ),
  });
  const refused = preview.error instanceof ApiError ? (preview.error.fields.definition ?? '') : '';
  useEffect(() => onProblem(typed === '' ? '' : refused), [typed, refused, onProblem]);
  const names = useMemo(() => new Map(nodes.map(({ system_id, hostname }) => [system_id, hostname])), [nodes]);
  if (typed === '') return null;
  return (
    <section className="preview" aria-label="Preview" aria-busy={preview.isFetching}>
      {preview.isFetching && <p role="status">Looking for nodes that match …</p>}
      {preview.error && refused === '' && <p role="alert">{textOf(preview.error)}</p>}
      {preview.data && (
        <>
          <p role="status">
            <strong>{countText(preview.data.count, 'node')}</strong> of {preview.data.examined.toLocaleString('en')}{' '}
            match
            {preview.data.complete ? '.' : ', and there was no time for the rest.'}
          </p>
          <ul className="preview__nodes">
            {preview.data.system_ids.map((id) => (
              <li key={id}>
                {/* In a new tab: the form that is being filled in stays. */}
                <a href={`${import.meta.env.BASE_URL}nodes/${id}`} target="_blank" rel="noopener">
                  {names.get(id) ?? id}
                </a>
              </li>
            ))}
          </ul>
          {preview.data.failures.map((failure) => (
            <p key={failure} className="preview__failure">
              {failure}
            </p>
          ))}
        </>
      )}
      <NodePicker
        label="Why does this node match, or not?"
        nodes={nodes}
        onPick={(node) => setChosen(node?.system_id ?? '')}
      />
      {preview.data?.node && (
        <p role="status" className={preview.data.node.matches ? 'is-good' : 'is-bad'}>
          <strong>{preview.data.node.matches ? 'It matches.' : 'It does not match.'}</strong> {preview.data.node.why}
        </p>
      )}
    </section>
  );
}

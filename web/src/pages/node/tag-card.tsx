import { useState } from 'react';
import { Link } from 'wouter';
import type { Node } from '../../api/node.js';
import { ActionDialog } from '../../node-actions/action-dialog.js';
import { ACTIONS } from '../../node-actions/actions.js';
import { useUser } from '../../session/session.js';
import { Button } from '../../ui/button.js';
import { exactTerm, searchPath } from '../nodes/search-language.js';

const TAG = ACTIONS.find(({ id }) => id === 'tag');

export function TagCard({ node }: { readonly node: Node }) {
  const user = useUser();
  const [isTagging, setTagging] = useState(false);
  return (
    <section className="card" aria-labelledby="tags-title">
      <h2 id="tags-title">Tags</h2>
      {node.tag_names.length === 0 && <p className="card__calm">The node has no tag.</p>}
      <p>
        {node.tag_names.map((name) => (
          <Link key={name} className="chip" href={searchPath(exactTerm('tag', name))}>
            {name}
          </Link>
        ))}
      </p>
      {user.is_superuser && <Button onClick={() => setTagging(true)}>Change tags</Button>}
      {isTagging && TAG && <ActionDialog action={TAG} nodes={[node]} onClose={() => setTagging(false)} />}
    </section>
  );
}

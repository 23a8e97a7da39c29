import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import type { Cluster } from '../../api/lists.js';
import { TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';

interface Props {
  readonly kind: 'accept' | 'reject';
  readonly cluster: Cluster;
  readonly onClose: () => void;
}

/** Accepts or rejects a cluster. The claim code is compared with the one that the cluster shows on its own screen. */
export function Decision({ kind, cluster: { uuid, cluster_name, claim_code }, onClose }: Props) {
  const [code, setCode] = useState('');
  const accept = () => {
    const body = { uuid: [uuid], ...(code !== '' && { claim_code: code }) };
    return dataOf(api.POST('/api/1.0/nodegroups/;op=accept', { body }));
  };
  const reject = () => dataOf(api.POST('/api/1.0/nodegroups/;op=reject', { body: { uuid: [uuid] } }));
  const isAccepting = kind === 'accept';
  return (
    <FormDialog
      title={isAccepting ? `Accept ${cluster_name}` : `Reject ${cluster_name}`}
      action={isAccepting ? 'Accept' : 'Reject'}
      isDangerous={!isAccepting}
      done={isAccepting ? 'The cluster is accepted.' : 'The cluster is rejected.'}
      changes={['clusters']}
      fields={['claim_code']}
      send={isAccepting ? accept : reject}
      onClose={onClose}
    >
      {(problems) =>
        isAccepting ? (
          <>
            <p>An accepted cluster gets a key, and serves its machines.</p>
            {claim_code && (
              <TextField
                label="Claim code (optional)"
                help="Type what the cluster itself shows: it is refused when another machine registered."
                value={code}
                onChange={setCode}
                problem={problems.claim_code}
                autoFocus
              />
            )}
          </>
        ) : (
          <p>Its key ends, and it serves no machines. It can be accepted later.</p>
        )
      }
    </FormDialog>
  );
}

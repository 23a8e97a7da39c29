import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { pathOf, type Webhook } from '../../api/webhooks.js';
import { FormDialog } from '../../ui/form-dialog.js';

interface Props {
  readonly webhook: Webhook;
  /** Called before `onClose`, when it is deleted. */
  readonly onDeleted?: () => void;
  readonly onClose: () => void;
}

export function DeleteWebhook({ webhook: { id, url }, onDeleted, onClose }: Props) {
  return (
    <FormDialog
      title="Delete the webhook"
      action="Delete"
      isDangerous
      done="The webhook is deleted."
      changes={['webhooks']}
      send={async () => {
        await dataOf(api.DELETE('/api/1.0/webhooks/{id}/', { params: pathOf(id) }));
        onDeleted?.();
      }}
      onClose={onClose}
    >
      {() => <p>{url} gets no more events. Deliveries that wait are dropped.</p>}
    </FormDialog>
  );
}

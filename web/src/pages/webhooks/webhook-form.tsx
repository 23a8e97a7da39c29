import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { tagList, zoneList } from '../../api/lists.js';
import { pathOf, type Webhook } from '../../api/webhooks.js';
import { AreaField } from '../../ui/area-field.js';
import { SelectField, TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { useForm } from '../../ui/use-form.js';

interface Props {
  /** Undefined: a new one */
  readonly webhook: Webhook | undefined;
  /** Called with the secret of a new webhook, which is not shown again. */
  readonly onSecret?: (secret: string) => void;
  readonly onClose: () => void;
}

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
const SWITCH = [
  ['true', 'Events are sent'],
  ['false', 'Disabled: nothing is sent'],
] as const;

/** The form of a webhook: where events are sent, and which. */
export function WebhookForm({ webhook, onSecret, onClose }: Props) {
  const { data: zones = [] } = useQuery(zoneList);
  const { data: tags = [] } = useQuery(tagList);
  const { fields, set } = useForm({
    url: webhook?.url ?? '',
    types: webhook?.types.join('\n') ?? '',
    level: webhook?.level ?? 'INFO',
    zone: webhook?.zone ?? '',
    tag: webhook?.tag ?? '',
    enabled: String(webhook?.enabled ?? true),
  });
  const send = async () => {
    const types = fields.types.split('\n').map((type) => type.trim());
    const level = LEVELS.find((known) => known === fields.level);
    const body = { ...fields, types, level };
    if (webhook) await dataOf(api.PUT('/api/1.0/webhooks/{id}/', { params: pathOf(webhook.id), body }));
    else onSecret?.((await dataOf(api.POST('/api/1.0/webhooks/', { body }))).secret);
  };
  return (
    <FormDialog
      title={webhook ? 'Change the webhook' : 'Add a webhook'}
      action={webhook ? 'Save' : 'Add webhook'}
      done="The webhook is saved."
      changes={['webhooks']}
      fields={['url', 'types', 'level', 'zone', 'tag']}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <TextField
            label="URL"
            type="url"
            help="Events are posted to it as JSON. Addresses that are not public need the setting WEBHOOK_ALLOW."
            value={fields.url}
            onChange={set('url')}
            problem={problems.url}
            required
            autoFocus
          />
          <AreaField
            label="Types of events (optional)"
            help="One in a line, such as: Node deployed. Empty: all types."
            value={fields.types}
            onChange={set('types')}
            problem={problems.types}
            rows={3}
          />
          <div className="two-fields">
            <SelectField
              label="Least level"
              value={fields.level}
              onChange={set('level')}
              problem={problems.level}
              options={LEVELS.map((level) => [level, level] as const)}
            />
            <SelectField label="State" value={fields.enabled} onChange={set('enabled')} options={SWITCH} />
            <SelectField
              label="Zone"
              value={fields.zone}
              onChange={set('zone')}
              problem={problems.zone}
              options={choices('Nodes of all zones', zones)}
            />
            <SelectField
              label="Tag"
              value={fields.tag}
              onChange={set('tag')}
              problem={problems.tag}
              options={choices('Nodes with any tags', tags)}
            />
          </div>
        </>
      )}
    </FormDialog>
  );
}

function choices(all: string, things: readonly { readonly name: string }[]) {
  return [['', all] as const, ...things.map(({ name }) => [name, name] as const)];
}

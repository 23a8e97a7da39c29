import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { tagList, zoneList } from '../api/lists.js';
import type { Node } from '../api/node.js';
import { SelectField, TextField } from '../ui/field.js';
import type { ActionId } from './actions.js';
import type { ActionOptions } from './run.js';
import { UserData } from './user-data.js';

interface Props {
  readonly nodes: readonly Node[];
  readonly options: ActionOptions;
  readonly onChange: (options: ActionOptions) => void;
}

/** What a person chooses beside an action. */
export const OPTIONS: Partial<Record<ActionId, ComponentType<Props>>> = {
  set_zone: ZoneOption,
  tag: TagOption,
  start: UserData,
  stop: StopModeOption,
  power_cycle: StopModeOption,
  mark_broken: ReasonOption,
};

function ZoneOption({ options, onChange }: Props) {
  const { data: zones = [] } = useQuery(zoneList);
  return (
    <SelectField
      label="Zone"
      value={options.zone ?? ''}
      onChange={(zone) => onChange({ zone })}
      options={[['', 'Choose a zone'], ...zones.map(({ name }) => [name, name] as const)]}
    />
  );
}

function TagOption({ options, onChange }: Props) {
  const tags = useQuery(tagList);
  // The nodes of a tag with a definition are those that match it.
  const manual = (tags.data ?? []).filter(({ definition }) => definition === '');
  return (
    <div className="two-fields">
      <SelectField
        label="Tag"
        help={tags.data && manual.length === 0 ? 'There is no tag without a definition. Make one first.' : undefined}
        value={options.tag ?? ''}
        onChange={(tag) => onChange({ ...options, tag })}
        options={[['', 'Choose a tag'], ...manual.map(({ name }) => [name, name] as const)]}
      />
      <SelectField
        label="What to do"
        value={options.untag ? 'remove' : 'add'}
        onChange={(what) => onChange({ ...options, untag: what === 'remove' })}
        options={[
          ['add', 'Add the tag'],
          ['remove', 'Remove the tag'],
        ]}
      />
    </div>
  );
}

function StopModeOption({ options, onChange }: Props) {
  return (
    <SelectField
      label="How machines are powered off"
      help="An operating system has five minutes to shut down. Only nodes of the types ipmi and virsh can be asked."
      value={options.stopMode ?? 'hard'}
      onChange={(mode) => onChange({ stopMode: mode === 'soft' ? 'soft' : 'hard' })}
      options={[
        ['hard', 'At once'],
        ['soft', 'By asking their operating systems to shut down'],
      ]}
    />
  );
}

function ReasonOption({ options, onChange }: Props) {
  return (
    <TextField
      label="Reason"
      help="It stands in the events of the nodes."
      value={options.comment ?? ''}
      onChange={(comment) => onChange({ comment })}
    />
  );
}

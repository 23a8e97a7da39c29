import { useQuery } from '@tanstack/react-query';
import { powerTypes } from '../../api/lists.js';
import { SelectField, TextField } from '../../ui/field.js';
import type { Power } from './power.js';

interface Props {
  readonly power: Power;
  readonly onChange: (power: Power) => void;
  readonly problems: Readonly<Record<string, string>>;
}

const SECRET = /pass|secret/i;

/** The power type and its parameters. The region describes both, so a new type needs no new page. */
export function PowerForm({ power, onChange, problems }: Props) {
  const { data: types = [] } = useQuery(powerTypes);
  const type = types.find(({ name }) => name === power.type);
  const choose = (name: string) => {
    const fields = types.find((item) => item.name === name)?.fields ?? [];
    const usual = fields.map((field) => [field.name, power.parameters[field.name] ?? field.default] as const);
    onChange({ type: name, parameters: Object.fromEntries(usual) });
  };
  const set = (name: string, value: string) =>
    onChange({ ...power, parameters: { ...power.parameters, [name]: value } });
  return (
    <>
      <SelectField
        label="Power type"
        value={power.type}
        onChange={choose}
        problem={problems.power_type}
        options={[['', 'None: powered by hand'], ...types.map(({ name, description }) => [name, description] as const)]}
      />
      {problems.power_parameters && <p className="field__problem">{problems.power_parameters}</p>}
      <div className="two-fields">
        {type?.fields.map(({ name, label, field_type, choices }) => {
          const value = power.parameters[name] ?? '';
          const problem = problems[`power_parameters_${name}`];
          return field_type === 'choice' ? (
            <SelectField
              key={name}
              label={label}
              value={value}
              onChange={(text) => set(name, text)}
              options={choices.map(([name = '', text = '']) => [name, text] as const)}
              problem={problem}
            />
          ) : (
            <TextField
              key={name}
              label={label}
              value={value}
              onChange={(text) => set(name, text)}
              type={SECRET.test(name) ? 'password' : 'text'}
              autoComplete={SECRET.test(name) ? 'new-password' : 'off'}
              placeholder={field_type === 'mac_address' ? '52:54:00:12:34:56' : undefined}
              problem={problem}
            />
          );
        })}
      </div>
    </>
  );
}

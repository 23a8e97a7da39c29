import { Field } from './field.js';

interface Props {
  readonly label: string;
  readonly help?: string;
  readonly problem?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly required?: boolean;
}

/** A field for a text of several lines. */
export function AreaField({ label, help, problem, value, onChange, rows = 4, required }: Props) {
  return (
    <Field label={label} help={help} problem={problem}>
      {(control) => (
        <textarea
          {...control}
          rows={rows}
          required={required}
          value={value}
          spellCheck={false}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

import { type ReactNode, useId } from 'react';

/** What the control of a field needs to belong to its label, help and problem. */
interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface Props {
  readonly label: string;
  readonly help?: ReactNode;
  /** What is wrong with the value, as the region said it */
  readonly problem?: string | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control with its label, help and problem. */
export function Field({ label, help, problem, children }: Props) {
  const id = useId();
  const notes = [problem && `${id}-problem`, help && `${id}-help`].filter(Boolean).join(' ');
  return (
    <div className={`field ${problem ? 'is-error' : ''}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': notes || undefined, 'aria-invalid': problem ? true : undefined })}
      {problem && (
        <p id={`${id}-problem`} className="field__problem">
          {problem}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="field__help">
          {help}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<Props, 'children'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'email' | 'number' | 'url';
  readonly autoComplete?: string;
  readonly required?: boolean;
  readonly autoFocus?: boolean;
  readonly readOnly?: boolean;
  readonly name?: string;
  readonly placeholder?: string;
}

export function TextField({ label, help, problem, onChange, type = 'text', ...input }: TextFieldProps) {
  return (
    <Field label={label} help={help} problem={problem}>
      {(control) => (
        <input
          {...control}
          {...input}
          type={type}
          onChange={({ target }) => onChange(target.value)}
          spellCheck={false}
        />
      )}
    </Field>
  );
}

interface SelectFieldProps extends Omit<Props, 'children'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Values with their texts */
  readonly options: readonly (readonly [string, string])[];
}

export function SelectField({ label, help, problem, value, onChange, options }: SelectFieldProps) {
  return (
    <Field label={label} help={help} problem={problem}>
      {(control) => (
        <select {...control} value={value} onChange={({ target }) => onChange(target.value)}>
          {options.map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

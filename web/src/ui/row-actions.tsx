import { Button } from './button.js';

/** A verb, what it does, and why it cannot be done now. */
type RowAction = readonly [verb: string, perform: () => void, why?: string | undefined];

interface Props {
  /** The thing in the row, which screen readers hear after the verb. */
  readonly name: string;
  readonly actions: readonly (RowAction | false)[];
}

/** The buttons of a row. */
export function RowActions({ name, actions }: Props) {
  return (
    <span className="row-actions">
      {actions.map((action) => {
        if (!action) return null;
        const [verb, perform, why] = action;
        return (
          <Button key={verb} aria-label={`${verb} ${name}`} why={why} onClick={perform}>
            {verb}
          </Button>
        );
      })}
    </span>
  );
}

import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { COLUMNS } from './columns.js';

interface Props {
  readonly shown: readonly string[];
  readonly onChange: (columns: readonly string[]) => void;
}

export function ColumnPicker({ shown, onChange }: Props) {
  const toggle = (id: string, isShown: boolean) =>
    onChange(COLUMNS.map((column) => column.id).filter((name) => (name === id ? isShown : shown.includes(name))));
  return (
    <Menu
      title={
        <>
          <Icon name="columns" /> Columns
        </>
      }
    >
      <fieldset className="menu__list">
        <legend className="u-hidden">Columns</legend>
        {COLUMNS.filter(({ id }) => id !== 'hostname').map(({ id, title }) => (
          <label key={id} className="check">
            <input type="checkbox" checked={shown.includes(id)} onChange={({ target }) => toggle(id, target.checked)} />
            {title}
          </label>
        ))}
      </fieldset>
    </Menu>
  );
}

import { useId } from 'react';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { STATUSES } from '../../ui/node-status.js';
import { FIELDS } from './search-fields.js';
import { setTerm } from './search-language.js';

interface Props {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly string[];
}

/** Searches as a person types. */
export function SearchField({ text, onChange, problems }: Props) {
  const id = useId();
  const status = /(?:^|\s)status:(\S+)/i.exec(text)?.[1] ?? '';
  return (
    <div className="finder">
      <div className="finder__row">
        <select
          aria-label="Status"
          value={STATUSES.some(({ word }) => word === status) ? status : ''}
          onChange={({ target }) => onChange(setTerm(text, 'status', target.value))}
        >
          <option value="">Any status</option>
          {STATUSES.map(({ word, title }) => (
            <option key={word} value={word}>
              {title}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label="Search nodes"
          aria-describedby={problems.length > 0 ? id : undefined}
          aria-invalid={problems.length > 0 || undefined}
          placeholder="status:ready tag:gpu zone:r1 mem>=64G owner:ada"
          value={text}
          onChange={({ target }) => onChange(target.value)}
          spellCheck={false}
        />
        <Menu className="icon-button" label="How to search" title={<Icon name="about" />}>
          <div className="menu__list is-wide">
            <p>Nodes match when they match all terms. A minus excludes, a comma means “or”.</p>
            <dl className="terms">
              {Object.entries(FIELDS).map(([name, { help }]) => (
                <div key={name}>
                  <dt>{name === 'any' ? 'a word' : name}</dt>
                  <dd>{help}</dd>
                </div>
              ))}
            </dl>
          </div>
        </Menu>
      </div>
      {problems.length > 0 && (
        <p id={id} className="field__problem">
          {problems.join(' ')}
        </p>
      )}
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { nodeList } from '../api/nodes.js';
import { Icon } from '../ui/icon.js';
import { StatusDot } from '../ui/status.js';
import { type Found, searchNodes } from './search-nodes.js';

/** Jumps to any node by its name, MAC or IP address. The key `/` leads here from everywhere. */
export function SearchBox() {
  const [text, setText] = useState('');
  const [isUsed, setUsed] = useState(false);
  const [active, setActive] = useState(0);
  const [, go] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const { data: nodes } = useQuery({ ...nodeList, enabled: isUsed });
  const wanted = useDeferredValue(text);
  const found = isUsed && nodes ? searchNodes(nodes, wanted) : [];
  const isOpen = isUsed && text.trim() !== '';
  useSlashKey(input);

  const jump = ({ node }: Found) => {
    setText('');
    setUsed(false);
    go(`/nodes/${node.system_id}`);
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setActive((active + step + found.length) % found.length);
    }
    const chosen = found[active];
    if (event.key === 'Enter' && chosen) jump(chosen);
    if (event.key === 'Escape') setText('');
  };

  return (
    <search className="search">
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Find a node by name, MAC or IP address"
        aria-expanded={isOpen}
        aria-controls={list}
        aria-activedescendant={isOpen && found[active] ? `${list}-${active}` : undefined}
        aria-autocomplete="list"
        placeholder="Find a node: name, MAC, IP"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onFocus={() => setUsed(true)}
        onBlur={() => setUsed(false)}
        onKeyDown={press}
        onChange={({ target }) => {
          setText(target.value);
          setActive(0);
        }}
      />
      <span className="search__key" aria-hidden="true">
        /
      </span>
      <div id={list} role="listbox" aria-label="Nodes" className="search__list" hidden={!isOpen}>
        {found.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the combobox
          <div
            key={item.node.system_id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => jump(item)}
          >
            <StatusDot node={item.node} />
            <strong>{item.node.hostname}</strong>
            {item.matched !== item.node.hostname && <span>{item.matched}</span>}
          </div>
        ))}
        {found.length === 0 && (
          <div role="option" aria-selected="false" aria-disabled="true">
            {nodes ? 'No node matches.' : 'Reading the nodes …'}
          </div>
        )}
      </div>
    </search>
  );
}

function useSlashKey(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [input]);
}

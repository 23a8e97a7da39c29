import { type CSSProperties, type KeyboardEvent, memo, useMemo } from 'react';
import { Link } from 'wouter';
import type { Node } from '../../api/node.js';
import { countText } from '../../ui/amounts.js';
import { describeNode, STATUSES, statusOf, troubleOf } from '../../ui/node-status.js';
import { searchPath } from '../nodes/search-language.js';
import { countBy } from './count-by.js';
import { type Grouping, type Rack, searchOf } from './groups.js';

interface Props {
  readonly rack: Rack;
  readonly grouping: Grouping;
}

const MOST_COLUMNS = 40;
const FEWEST_COLUMNS = 6;
/** Larger racks have smaller squares. */
const MANY = 150;

/** A cabinet with a square for each node. Tab reaches the cabinet, arrow keys go from square to square. */
export const RackPicture = memo(function RackPicture({ rack: { name, nodes }, grouping }: Props) {
  const columns = Math.min(MOST_COLUMNS, Math.max(FEWEST_COLUMNS, Math.ceil(Math.sqrt(nodes.length * 0.8))));
  const search = searchOf(name, grouping);
  const trouble = nodes.filter((node) => troubleOf(node) !== undefined).length;
  return (
    <section className={`rack ${nodes.length > MANY ? 'has-many' : ''}`} aria-label={`Rack ${name}`}>
      <header className="rack__plate">
        <h3>{search === undefined ? name : <Link href={searchPath(search)}>{name}</Link>}</h3>
        <p>
          {countText(nodes.length, 'node')}
          {trouble > 0 && <span className="rack__trouble"> · {trouble} in trouble</span>}
        </p>
      </header>
      <div
        className="rack__squares"
        role="list"
        style={{ '--columns': columns } as CSSProperties}
        onKeyDown={moveFocus}
      >
        {nodes.map((node, index) => (
          <Square key={node.system_id} node={node} isFirst={index === 0} />
        ))}
      </div>
      <StatusBar nodes={nodes} />
    </section>
  );
});

interface SquareProps {
  readonly node: Node;
  readonly isFirst: boolean;
}

const Square = memo(function Square({ node, isFirst }: SquareProps) {
  const text = describeNode(node);
  const trouble = troubleOf(node) === undefined ? '' : 'has-trouble';
  return (
    <div role="listitem">
      <Link
        href={`/nodes/${node.system_id}`}
        className={`square is-${statusOf(node).word} power-${node.power_state} ${trouble}`}
        aria-label={text}
        title={text}
        tabIndex={isFirst ? 0 : -1}
      />
    </div>
  );
});

/** Moves the focus between squares: left and right by one, up and down by a row, Home and End to the ends. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const squares = [...event.currentTarget.querySelectorAll<HTMLElement>('.square')];
  const at = squares.findIndex((square) => square.matches(':focus'));
  const top = squares[0]?.offsetTop;
  const wrap = squares.findIndex((square) => square.offsetTop !== top);
  const row = wrap < 0 ? squares.length : wrap;
  const steps: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + row,
    ArrowUp: at - row,
    Home: 0,
    End: squares.length - 1,
  };
  const target = squares[steps[event.key] ?? -1];
  if (at < 0 || !target) return;
  event.preventDefault();
  for (const square of squares) square.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

/** The shares of the statuses in a rack. */
function StatusBar({ nodes }: { readonly nodes: readonly Node[] }) {
  const counts = useMemo(() => countBy(nodes, (node) => statusOf(node).word), [nodes]);
  return (
    <div className="rack__bar" aria-hidden="true">
      {STATUSES.map(({ word }) => {
        const count = counts.get(word) ?? 0;
        return count > 0 && <span key={word} className={`is-${word}`} style={{ flexGrow: count }} />;
      })}
    </div>
  );
}

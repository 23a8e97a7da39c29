import { id, integer, orElse, text } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

/** OAuth tokens that give access. Others were steps towards one, which the original never used. */
const ACCESS = 2;

/** Tokens, each with its consumer. */
export const keys = tableMapping({
  source: 'piston_token',
  joined: { source: 'piston_consumer', by: 'consumer_id', columns: ['key', 'name'] },
  shape: {
    id,
    key: text(18),
    secret: text(32),
    token_type: orElse(integer, ACCESS),
    timestamp: orElse(integer, 0),
    user_id: orElse(id, null),
    consumer_id: id,
    'piston_consumer.key': text(18),
    'piston_consumer.name': orElse(text(255), ''),
  },
  convert(row, conversion) {
    if (row.token_type !== ACCESS || row.user_id === null) return [];
    conversion.require('user_id', 'auth_user', row.user_id);
    conversion.claim('key', row.key);
    conversion.claim('consumer_id', String(row.consumer_id));
    conversion.claim('piston_consumer.key', row['piston_consumer.key']);
    const { id: tokenId, user_id, consumer_id } = row;
    const consumer = { id: consumer_id, key: row['piston_consumer.key'], name: row['piston_consumer.name'], user_id };
    const created = new Date(row.timestamp * 1_000);
    const token = { id: tokenId, key: row.key, secret: row.secret, consumer_id, user_id, created };
    return [
      { table: 'consumers', values: consumer },
      { table: 'tokens', values: token },
    ];
  },
});

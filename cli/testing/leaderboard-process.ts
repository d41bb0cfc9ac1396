/**
 * The leaderboard's service in a process of its own, with a store of its own, so that a test can kill it alone. In `lehr serve` it lives
 * in the router's process. Arguments: URL TICKET FOLDER.
 */
import { WebSocket } from 'ws';
import { systemClock } from '../../orchestrator/clock.ts';
import { REALM } from '../../orchestrator/realm.ts';
import { openStandings } from '../../orchestrator/standings/standings.ts';
import { connect } from '../../peer/client.ts';
import { webSocketLink } from '../../peer/web-socket-link.ts';
import { lmdbStore } from '../../router-lite/store/lmdb.ts';

const [url = '', ticket = '', folder = ''] = process.argv.slice(2);
const log = (line: string) => process.stderr.write(`${line}\n`);
const peer = connect({
  link: webSocketLink(url, WebSocket),
  realm: REALM,
  auth: { authid: 'leaderboard', ticket },
});
await openStandings({ peer, store: lmdbStore(folder), clock: systemClock, log });
process.stdout.write('It adds up.\n');

/** What a better tour of 10,000 cities costs those who watch, while a real donor works on it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { LehrProcess } from '../../e2e/lehr-process.ts';
import { connect } from '../../peer/client.ts';
import { webSocketLink } from '../../peer/web-socket-link.ts';
import type { Row } from '../row.ts';
import { rowOf } from './rows.ts';

export async function wireRows(millis: number): Promise<Row[]> {
  const lehr = await LehrProcess.start('--job', 'world:10000');
  const donor = spawn(process.execPath, ['cli/bin.mjs', 'donate', lehr.url, '--threads', '1'], {
    stdio: 'ignore',
  });
  const peer = connect({
    realm: 'lehr',
    link: webSocketLink(`${lehr.url.replace('http', 'ws')}/ws`, WebSocket),
  });
  try {
    const { current } = await peer.call('lehr.job.list', {});
    const whole: number[] = [];
    const told: number[] = [];
    await peer.subscribe(`lehr.job.${current}.best`, ({ state }) => whole.push(state.length));
    await peer.subscribe(`lehr.job.${current}.delta`, ({ bytes }) => told.push(bytes.length));
    await new Promise((resolve) => setTimeout(resolve, millis));
    const mean = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    return [
      rowOf(
        `a better tour of 10,000 cities as a change, mean of ${told.length} (yardstick: whole)`,
        'B',
        { ours: mean(told), yardstick: mean(whole) },
        `<= ${mean(whole) / 2}`,
      ),
    ];
  } finally {
    donor.kill();
    await once(donor, 'exit');
    await peer.close();
    await lehr.remove();
  }
}

/** `lehr orchestrator`: leads the jobs of a `lehr serve --no-orchestrator`, or stands by for who does. */
import { hostname } from 'node:os';
import { systemClock } from '../orchestrator/clock.ts';
import { REALM } from '../orchestrator/realm.ts';
import { referenceOf } from '../orchestrator/references.ts';
import { RefusedError, runStandby } from '../orchestrator/standby/standby.ts';
import { countries, world } from '../orchestrator/world.ts';
import { Beat } from '../peer/beat.ts';
import { connect } from '../peer/client.ts';
import { holderOf } from '../peer/tokens.ts';
import { webSocketLink } from '../peer/web-socket-link.ts';
import { beatSocket } from './beat-socket.ts';
import { badInput } from './failure.ts';
import { parseFlags, type Usage } from './flags.ts';
import { openJudge } from './judge.ts';
import type { Command } from './lehr.ts';
import { liveLine } from './live-line.ts';
import { siteOf, socketOf } from './site.ts';
import { siteBlobs } from './site-blobs.ts';
import { stopSignal } from './stop-signal.ts';
import { tokenAtHand } from './tokens.ts';

const usage: Usage = {
  name: 'orchestrator',
  summary:
    'Leads the jobs of a lehr serve --no-orchestrator until Ctrl-C. Start two or more: the first leads, the others stand by and go on where it stopped.',
  flags: {
    router: { value: 'URL', help: 'address of the Lehr (http://127.0.0.1:8080/)' },
    token: {
      value: 'FILE',
      help: 'its orchestrator token (.lehr/orchestrator-token, or $LEHR_ORCHESTRATOR_TOKEN)',
    },
    name: { value: 'NAME', help: 'shown to operators, at most 64 characters (this machine and process)' },
  },
  examples: [
    'lehr orchestrator',
    'lehr orchestrator --router ws://192.168.1.20:8080 --token orchestrator-token --name upstairs',
  ],
};

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const site = siteOf(flags.text('router') ?? 'http://127.0.0.1:8080/');
  const name = flags.text('name') ?? `${hostname().slice(0, 50)} ${process.pid}`;
  if (name === '' || name.length > 64) throw badInput('--name: 1 to 64 characters');
  const token = tokenAtHand(flags.text('token') ?? null, 'orchestrator');
  if (token === null || holderOf(token) !== 'orchestrator')
    throw badInput(
      'no orchestrator token: give --token FILE, the orchestrator-token in the data folder of lehr serve --no-orchestrator',
    );
  const stop = stopSignal();
  const line = liveLine(process.stdout, () => '');
  const { judge, close: closeJudge } = openJudge();
  const blobs = siteBlobs(site, token);
  const beat = new Beat();
  const Socket = beatSocket(beat);
  const standby = runStandby({
    name,
    beat,
    connect: () =>
      connect({
        link: webSocketLink(socketOf(site), Socket),
        realm: REALM,
        beat,
        auth: { authid: 'orchestrator', ticket: token },
      }),
    blobs: {
      get: (sha256, signal) => blobs.find(sha256, signal),
      put: (bytes, signal) => blobs.store(bytes, signal),
    },
    judge,
    clock: systemClock,
    references: referenceOf,
    world: { world, countries },
    log: (text) => line.say(text),
  });
  line.say(`Orchestrator ${name} for ${site.href}. Stop with Ctrl-C.`);
  try {
    await Promise.race([stop.asked, standby.ended]);
    line.say('Stopping …');
    return 0;
  } catch (error) {
    if (error instanceof RefusedError)
      throw badInput(
        `${site.href} does not take this orchestrator: ${error.message}. It must be a lehr serve --no-orchestrator, and the token the one in its data folder`,
      );
    throw error;
  } finally {
    await standby.close();
    await closeJudge();
    line.stop();
    stop.release();
  }
}

export const command: Command = { usage, run };

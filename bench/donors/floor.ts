/**
 * The yardstick of what donors cost the orchestrator: `ws` and msgpackr making calls like its to the same crowd, each answer read
 * and followed by the next call, with nothing above them.
 */
import { Packr } from 'msgpackr';
import { WebSocket } from 'ws';
import { tsp } from '../../anneal/tsp/kind.ts';
import { testJob } from '../../cli/testing/realm-of-one-process.ts';
import { REALM } from '../../orchestrator/realm.ts';
import { millisFor } from '../../orchestrator/task.ts';
import type { AnnealTask } from '../../peer/procedures.ts';
import { CODE, type Dict, dict } from '../../peer/wamp-tuple.ts';
import { memoryStore } from '../../router-lite/store/memory.ts';
import { Child } from '../child.ts';
import { anyTour, CITIES, HURRY_MILLIS, hotLoad, type Load, MOVES_PER_MILLI } from './load.ts';

const WELCOME = 2;
const ROLES = { caller: { features: { progressive_call_results: true } } };
const OPTIONS = { disclose_me: true, _disclose_callee: true, timeout: 60_000 };
const OPTIONS_TOLD = { ...OPTIONS, receive_progress: true };
/** One call of so many asks to be told that its task ends, as in the orchestrator where ends are foreseen. */
const TOLD = 10;

/** As orchestratorLoad(). */
export async function floorLoad(donors: number, seconds: number, argv: readonly string[]): Promise<Load> {
  const child = new Child('crowd', argv);
  const store = memoryStore();
  const caller = new Caller();
  try {
    const { problem: hash } = await testJob(store, CITIES, null);
    const problem = store.getBlob(hash)!;
    const { packed } = anyTour({ problem: tsp.decode(problem) });
    await child.ask('pace', HURRY_MILLIS);
    await child.ask('join', { donors, problem, isGreeted: false });
    const url = `ws://127.0.0.1:${await child.ask<number>('port')}/ws`;
    await caller.begin(url, donors, (n) => taskLike(n, hash, packed));
    return await hotLoad(child, seconds, () => caller.answers);
  } finally {
    caller.end();
    await store.close();
    child.stop();
  }
}

/** Keeps so many calls under way. */
class Caller {
  answers = 0;
  private socket: WebSocket | null = null;
  private readonly packr = new Packr({ useRecords: false, int64AsType: 'number', copyBuffers: true });
  private calls = 0;

  async begin(url: string, inFlight: number, task: (n: number) => AnnealTask): Promise<void> {
    const { packr } = this;
    const socket = new WebSocket(url, ['wamp.2.msgpack']);
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const call = () => {
      const n = ++this.calls;
      const options = n % TOLD === 0 ? OPTIONS_TOLD : OPTIONS;
      socket.send(packr.pack([CODE.CALL, n, options, 'lehr.compute.anneal', [task(n)]]));
    };
    socket.on('message', (data: ArrayBuffer) => {
      const tuple = packr.unpack(new Uint8Array(data)) as [number, unknown, Dict];
      if (tuple[0] === WELCOME) for (let i = 0; i < inFlight; i++) call();
      if (tuple[0] !== CODE.RESULT || dict(tuple[2]).progress === true) return;
      this.answers++;
      call();
    });
    socket.send(packr.pack([CODE.HELLO, REALM, { roles: ROLES, authmethods: ['anonymous'] }]));
  }

  end(): void {
    this.socket?.terminate();
  }
}

/** The n-th task, as long on the wire as the orchestrator's, and of as different lengths. */
function taskLike(n: number, problem: string, state: Uint8Array): AnnealTask {
  const millis = millisFor({ id: n, step: 9 }, Number.POSITIVE_INFINITY);
  return {
    job: problem.slice(0, 16),
    task: `task-${n}`,
    kind: tsp.name,
    kernel: tsp.kernelVersion,
    problem,
    seed: (n * 7_919) >>> 0,
    scope: null,
    state,
    mates: [],
    packed: true,
    beside: false,
    quick: true,
    schedule: { from: 300_000 - n, to: 299_990 - n },
    moves: 2 * MOVES_PER_MILLI * millis,
    millis,
    until: null,
  };
}

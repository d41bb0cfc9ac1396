/** The clients' process: holds any number of running loads and measures the one it is asked to. */
import { answer } from '../../child.ts';
import type { Target } from '../peer.ts';
import { fanout } from '../scenarios/fanout.ts';
import { idle } from '../scenarios/idle.ts';
import { rpc } from '../scenarios/rpc.ts';
import type { Load, Running, Scenario } from '../scenarios/scenario.ts';
import { sessions } from '../scenarios/sessions.ts';

const SCENARIOS: Readonly<Record<Load['scenario'], Scenario>> = { rpc, fanout, sessions, idle };

/** `{ ask: 'open' }` gives a number, by which `measure` and `close` name what was opened. */
export interface Opening {
  readonly target: Target;
  readonly load: Load;
}

export async function client(): Promise<void> {
  const open = new Map<number, Running>();
  let last = 0;
  await answer(async ({ ask, with: about }) => {
    if (ask === 'open') {
      const { target, load } = about as Opening;
      const key = ++last;
      open.set(key, await SCENARIOS[load.scenario](target, load, String(key)));
      return key;
    }
    const { key, millis } = about as { key: number; millis: number };
    if (ask === 'measure') return open.get(key)!.measure(millis);
    open.get(key)!.close();
    open.delete(key);
    return null;
  });
}

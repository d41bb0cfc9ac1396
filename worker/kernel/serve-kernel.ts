/** A kernel's thread, seen from its port: serves tasks through Comlink, pulses as long as it lives. */
import { expose } from 'comlink';
import { kernelKinds } from '../../anneal/kernel-kinds.ts';
import type { KernelKind } from '../../anneal/kind.ts';
import { ERRORS } from '../../peer/errors.ts';
import { type KernelService, type Port, PULSE_MILLIS, type Pulse } from './protocol.ts';
import { TaskRunner, type Thread } from './run-task.ts';

/**
 * Serves until the thread ends. The port must be this kernel's own. `breathe` resolves when the thread has heard its messages:
 * in browsers by a message to itself; Node needs setImmediate, for it hears up to a thousand messages of one port in a row. `known`:
 * the kinds it serves, by default the built-in ones.
 */
export function serveKernel(
  port: Port,
  breathe = breatheByMessage(),
  known: ReadonlyMap<string, KernelKind<unknown>> = kernelKinds,
): void {
  const thread: Thread = {
    now: () => performance.now(),
    breathe,
    rest: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  };
  const runner = new TaskRunner(known, thread);
  let stopped = false;
  let running = false;
  let moves = 0;
  let busy = 0;
  let pulsed = thread.now();
  const pulse = () => {
    const now = thread.now();
    const beat: Pulse = { pulse: moves, busy, span: now - pulsed };
    port.postMessage(beat);
    moves = 0;
    busy = 0;
    pulsed = now;
  };
  const hooks = {
    stopped: () => stopped,
    onMoves: (done: number, took: number) => {
      moves += done;
      busy += took;
      if (thread.now() - pulsed >= PULSE_MILLIS) pulse();
    },
  };
  const service: KernelService = {
    async run(task, problem) {
      if (running) return { is: 'error', uri: ERRORS.busy, message: 'this kernel is at work' };
      stopped = false;
      running = true;
      const reply = await runner.run(task, problem, hooks);
      running = false;
      pulse();
      return reply;
    },
    stop() {
      stopped = true;
    },
    share(part) {
      runner.rhythm.share = part;
    },
  };
  expose(service, port as unknown as Parameters<typeof expose>[1]);
  setInterval(pulse, PULSE_MILLIS);
  pulse();
}

/** A message to oneself is not clamped to 4 ms as a timer is, and lets other ports' messages in between. */
function breatheByMessage(): () => Promise<void> {
  const channel = new MessageChannel();
  const ear = channel.port2 as unknown as Port;
  let heard: () => void = () => {};
  ear.addEventListener('message', () => heard());
  ear.start();
  return () =>
    new Promise((resolve) => {
      heard = resolve;
      channel.port1.postMessage(0);
    });
}

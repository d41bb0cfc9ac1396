/** A kernel's thread, seen from its port: serves tasks through Comlink, pulses as long as it lives. */
import { expose } from 'comlink';
import { kinds } from '../../anneal/kinds.ts';
import { ERRORS } from '../../peer/errors.ts';
import { type KernelService, type Port, PULSE_MILLIS, type Pulse } from './protocol.ts';
import { TaskRunner, type Thread } from './run-task.ts';

/** Serves until the thread ends. The port must be this kernel's own. */
export function serveKernel(port: Port): void {
  const thread = threadOf();
  const runner = new TaskRunner(kinds, thread);
  let stopped = false;
  let running = false;
  let moves = 0;
  let pulsed = 0;
  const pulse = () => {
    const beat: Pulse = { pulse: moves };
    port.postMessage(beat);
    moves = 0;
    pulsed = thread.now();
  };
  const hooks = {
    stopped: () => stopped,
    onMoves: (done: number) => {
      moves += done;
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
  };
  expose(service, port as unknown as Parameters<typeof expose>[1]);
  setInterval(pulse, PULSE_MILLIS);
  pulse();
}

/** A message to oneself is not clamped to 4 ms as a timer is, and lets the port's messages in between. */
function threadOf(): Thread {
  const channel = new MessageChannel();
  let heard: () => void = () => {};
  const ear = channel.port2 as unknown as Port;
  ear.addEventListener('message', () => heard());
  ear.start();
  return {
    now: () => performance.now(),
    breathe: () =>
      new Promise((resolve) => {
        heard = resolve;
        channel.port1.postMessage(0);
      }),
  };
}

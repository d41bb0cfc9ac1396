/** One thread of this process that computes tasks again; started when it is first asked, and anew when it broke down. */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Judge } from '../orchestrator/claim.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { Port } from '../worker/kernel/protocol.ts';
import { PortKernel } from '../worker/port-kernel.ts';
import { builtThread } from './node-donor.ts';

export interface JudgeThread {
  /** One task at a time; rejects when the thread ends, and in no more than the task's `millis` and a little. */
  readonly judge: Judge;
  close(): Promise<void>;
}

/** Preparing a large problem. */
const SLACK = 30_000;

/** @param thread the built kernel-thread.js; default: the one that was built with this program */
export function openJudge(thread?: URL): JudgeThread {
  let seat: Seat | null = null;
  return {
    async judge(task, problem, signal) {
      seat ??= sit(thread ?? builtThread());
      const mine = seat;
      const late = AbortSignal.timeout(task.millis + SLACK);
      const stop = AbortSignal.any([signal, late]);
      const stopped = new Promise<never>((_, reject) => {
        stop.addEventListener('abort', () => reject(gone('it took too long')), { once: true });
      });
      try {
        return await Promise.race([mine.kernel.run(task, problem, stop), mine.ended, stopped]);
      } catch (error) {
        // A thread that is silent or gone is of no more use.
        if (seat === mine && (late.aborted || mine.isOver)) {
          seat = null;
          void mine.worker.terminate();
        }
        throw error;
      }
    },
    async close() {
      await seat?.worker.terminate();
      seat = null;
    },
  };
}

interface Seat {
  readonly worker: Worker;
  readonly kernel: PortKernel;
  /** Rejects when the thread ends. */
  readonly ended: Promise<never>;
  readonly isOver: boolean;
}

function sit(file: URL): Seat {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(file, { workerData: { port: port2 }, transferList: [port2] });
  // A judge without work keeps no process alive.
  worker.unref();
  const kernel = new PortKernel(port1 as unknown as Port, {
    now: () => performance.now(),
    onMoves: () => {},
    discarded: () => void worker.terminate(),
  });
  port1.unref();
  let isOver = false;
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', (error) => reject(gone(error.message)));
    worker.once('exit', () => reject(gone('the thread ended')));
  });
  // Heard by whoever waits for an answer; with nobody waiting it is no failure.
  ended.catch(() => {
    isOver = true;
    port1.close();
  });
  return {
    worker,
    kernel,
    ended,
    get isOver() {
      return isOver;
    },
  };
}

function gone(why: string): WampError {
  return new WampError(ERRORS.kernelLost, `the judge gave no answer: ${why}`);
}

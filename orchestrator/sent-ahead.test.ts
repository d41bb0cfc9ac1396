/** Tasks that are with a donor before it is free: the orchestrator on the real router, with real kernels. */
import { describe, expect, test } from 'vitest';
import { type Anneal, joinAsDonor, kernelDonor, testJob } from '../cli/testing/realm-of-one-process.ts';
import { realms } from '../cli/testing/realms.ts';
import type { AnnealAnswer } from '../peer/procedures.ts';

const { realm, peerOf } = realms();

describe('a job', () => {
  test('sends a donor its next task before the one it says is about to end', async () => {
    const it = await realm();
    await it.orchestrator.resume(await testJob(it.store, 200, null));
    const anneal = kernelDonor(it.store);
    let first: AnnealAnswer | null = null;
    const ahead = new Promise<string[]>((resolve) => {
      let held: { readonly task: string; readonly go: () => void } | null = null;
      const serve: Anneal = async (task, context) => {
        // Of its speed nothing is known before its first answer, nor whether a second chain is worth having.
        if (!first) {
          first = await anneal(task, context);
          return first;
        }
        if (held) {
          resolve([held.task, task.task]);
          held.go();
        } else {
          const wait = new Promise<void>((go) => {
            held = { task: task.task, go };
          });
          context.progress!();
          await wait;
        }
        return anneal(task, context);
      };
      void joinAsDonor(peerOf(it, 'donor'), serve, { name: 'Ada', atHand: 1 });
    });
    // It never comes to a second task while the other is held, unless that one is sent ahead.
    const [held, next] = await ahead;
    expect(next).not.toBe(held);
    expect(it.orchestrator.current!.stats.reissued).toBe(0);
  });

  test('a donor whose answers say how early its tasks came is asked for no word, and has the next one at hand', async () => {
    const it = await realm();
    await it.orchestrator.resume(await testJob(it.store, 100, null));
    const anneal = kernelDonor(it.store);
    const asked: boolean[] = [];
    let goOn = () => {};
    const foreseen = new Promise<void>((resolve) => {
      const serve: Anneal = async (task, context) => {
        const place = asked.push(context.progress !== null);
        goOn();
        // The one before it was still at work: nobody said that it ends, and yet this one came.
        if (place > 1 && !asked.slice(-2).includes(true)) {
          resolve();
          throw new Error('enough was seen');
        }
        // Whether a second chain is worth having shows in the first answer; each later task ends when the next one is here.
        if (place > 1) {
          const next = new Promise<void>((go) => {
            goOn = go;
          });
          // A donor is believed that so many of its tasks are about to end as it has kernels: the one before has to be over.
          while (it.orchestrator.current!.stats.tasks < place - 1) await new Promise(setImmediate);
          context.progress?.();
          await next;
        }
        // As a fast kernel that works till its time is over.
        const answer = await anneal({ ...task, moves: 100 }, context);
        return { ...answer, moves: task.moves - 1, lead: 5 };
      };
      void joinAsDonor(peerOf(it, 'kiln'), serve, { name: 'Ada', atHand: 1 });
    });
    await foreseen;
    expect(asked[0]).toBe(true);
  });
});

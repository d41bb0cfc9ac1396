import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeDelta } from '../../peer/delta.ts';
import type { Job, JobBest } from '../../peer/procedures.ts';
import type { RunEvent } from '../../peer/run.ts';
import type { PagePeer } from '../../worker/api.ts';
import { LastRun } from './last-run.ts';
import { RunReplay } from './run-replay.ts';

/** A tour of 64 cities, of which the first `version` are turned round. */
const tour = (version: number): Uint8Array => {
  const order = Array.from({ length: 64 }, (_, city) => city);
  const turned = [...order.slice(0, version).reverse(), ...order.slice(version)];
  return new Uint8Array(turned.flatMap((city) => [city, 0]));
};

const END = 20;

/** A run of twenty seconds with a best a second, found by one after the other; `lost` pictures were lost with a process. */
function runOf(lost: ReadonlySet<number> = new Set()): RunEvent[] {
  let shown: number | null = null;
  const bests = Array.from({ length: END - 1 }, (_, i): RunEvent => {
    const version = i + 1;
    const change = shown === null ? null : encodeDelta(tour(shown), tour(version));
    const picture = lost.has(version)
      ? null
      : { base: change && shown, version, bytes: change ?? tour(version) };
    // Who begins anew tells a whole one first.
    shown = picture ? version : null;
    const by = version % 3 === 0 ? 'Ada' : 'Bob';
    return {
      ...{ is: 'best', job: 'j', n: version + 1, at: 0, elapsed: version, picture },
      bests: [{ version, energy: 1_000 - version, elapsed: version, by }],
      finders: [{ name: by, improvements: 1 }],
    };
  });
  const hash = '0'.repeat(64);
  const problem = { title: 'a job', kind: 'tsp', problem: hash, view: hash, size: 64, budget: END };
  return [
    { is: 'submitted', ...problem, job: 'j', n: 1, at: 0, elapsed: 0 },
    ...bests,
    { is: 'ended', why: 'budget', failure: null, job: 'j', n: END + 1, at: 0, elapsed: END },
  ];
}

function replayOf(events: readonly RunEvent[], result: JobBest | null = null): RunReplay {
  const replay = new RunReplay(result);
  for (const event of events) replay.take(event);
  return replay;
}

/** The share of the time it is shown in at which that second of the run is shown. */
const shareOf = (second: number) => Math.sqrt((second + 1e-6) / END);

describe('a run shown again', () => {
  test('shows at each moment what was true then, wherever one looks first', () => {
    const seconds = fc.array(fc.integer({ min: 0, max: END - 1 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(seconds, (all) => {
        const replay = replayOf(runOf());
        for (const second of all) {
          const { best, history, picture, finders } = replay.at(shareOf(second));
          expect(best?.version ?? 0).toBe(second);
          expect(history).toHaveLength(second);
          expect(picture?.state).toEqual(second === 0 ? undefined : tour(second));
          const ada = Math.floor(second / 3);
          expect(new Map(finders)).toEqual(
            new Map([['Ada', ada] as const, ['Bob', second - ada] as const].filter(([, count]) => count > 0)),
          );
        }
      }),
    );
  });

  test('shows an older picture where one was lost, and the result in the end', () => {
    const result = { state: tour(40), version: END - 1 } as JobBest;
    const replay = replayOf(runOf(new Set([5, 6, END - 1])), result);
    expect(replay.at(shareOf(4)).picture?.version).toBe(4);
    expect(replay.at(shareOf(6)).picture?.version).toBe(4);
    expect(replay.at(shareOf(7)).picture?.state).toEqual(tour(7));
    expect(replay.at(1)).toMatchObject({ elapsed: END, picture: result });
    const late = runOf().map((event) =>
      event.n === END
        ? { ...event, bests: [{ version: 99, energy: 1, elapsed: END + 0.1, by: 'Ada' }] }
        : event,
    );
    expect(replayOf(late).at(1)).toMatchObject({ elapsed: END, best: { version: 99 } });
    expect(replayOf(late).at(0.99).best?.version).toBe(END - 2);
    expect(replayOf(runOf(new Set([END - 1]))).at(1).picture?.state).toEqual(tour(END - 2));
  });

  test('takes each event once, is whole at its end, and begins where its time began anew', () => {
    const events = runOf();
    const replay = replayOf(events.slice(0, -1));
    expect(replay.isWhole).toBe(false);
    for (const event of events) replay.take(event);
    expect(replay.isWhole).toBe(true);
    expect(replay.at(1).history).toHaveLength(END - 1);
    const again = { ...events[0]!, n: END + 2 } as RunEvent;
    const best = { ...events[1]!, n: END + 3 } as RunEvent;
    const other = replayOf([...events.slice(0, -1), again, best, { ...events.at(-1)!, n: END + 4 }]);
    expect(other.at(1).history).toHaveLength(1);
    expect(replayOf(events.filter(({ is }) => is !== 'best')).isWhole).toBe(false);
  });
});

describe('the last run', () => {
  const job = (id: string, ended: Job['ended'], best: unknown = {}): Job =>
    ({ id, ended, best, view: 'v' }) as unknown as Job;

  function world() {
    const listeners = new Map<string, (event: RunEvent) => void>();
    const jobs: Job[] = [];
    const peer = {
      call: async (_: string, { id }: { id: string }) => {
        const found = jobs.find((each) => each.id === id);
        if (!found) throw new Error('no such job');
        return { ...found, best: null };
      },
      blob: async () => new TextEncoder().encode('{"surface":"plane"}'),
      follow: (topic: string, listener: (event: RunEvent) => void) => {
        listeners.set(topic, listener);
        return () => listeners.delete(topic);
      },
    } as unknown as PagePeer;
    const told: (string | undefined)[] = [];
    const last: LastRun = new LastRun(peer, () => told.push(last.run?.job.id));
    const turns = async () => {
      for (let i = 0; i < 10; i++) await Promise.resolve();
    };
    return {
      last,
      listeners,
      told,
      async look(...all: Job[]) {
        jobs.splice(0, jobs.length, ...all);
        last.look(all);
        await turns();
      },
      tell(topic: string) {
        for (const event of runOf()) listeners.get(topic)?.(event);
      },
    };
  }

  test('is the newest that ended with a result, once all of it was told', async () => {
    const { last, listeners, told, look, tell } = world();
    await look(job('c', null), job('b', 'cancelled', null), job('a', 'budget'));
    expect([...listeners.keys()]).toEqual(['lehr.run.a']);
    expect(last.run).toBeNull();
    tell('lehr.run.a');
    expect(told).toEqual(['a']);
    // Nothing comes any more: nobody listens.
    expect(listeners.size).toBe(0);
    await look(job('c', 'target'), job('a', 'budget'));
    expect(last.run?.job.id).toBe('a');
    tell('lehr.run.c');
    expect(told).toEqual(['a', 'c']);
    await look();
    expect(told).toEqual(['a', 'c', undefined]);
  });

  test('is looked for again where it could not be read, and never after the page has gone', async () => {
    const { last, listeners, look } = world();
    await look(job('a', 'budget'));
    listeners.clear();
    const { last: other, listeners: heard, look: lookAgain } = world();
    other.look([job('gone', 'budget')]);
    for (let i = 0; i < 10; i++) await Promise.resolve();
    expect(heard.size).toBe(0);
    await lookAgain(job('gone', 'budget'));
    expect([...heard.keys()]).toEqual(['lehr.run.gone']);
    last.close();
    await look(job('b', 'budget'));
    expect(listeners.size).toBe(0);
  });
});

/**
 * Proof by replay rests on this: the same task gives the same bytes in Node, Chromium and Firefox. The kernel is the one that
 * is shipped: the built Worker, started in a page of our own origin and spoken to on its port as the peer does.
 */
import { readdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { kinds } from '../../anneal/kinds.ts';
import { expect, test } from '../fixtures.ts';
import { annealHere, digestOf, type Sample, samplesOf } from '../samples.ts';

test.use({ ownLehr: false });

interface Told {
  /** Base64, as all bytes on the way to a page and back: a driver takes long over lists of numbers. */
  readonly state: string;
  readonly energy: number;
  readonly moves: number;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

async function builtKernel(): Promise<string> {
  const files = await readdir(new URL('../../dist/web/assets/', import.meta.url));
  const file = files.find((name) => /^kernel\.worker-.*\.js$/.test(name));
  if (!file) throw new Error('there is no kernel.worker in dist/web/assets: run `npm run build`');
  return `/assets/${file}`;
}

/** Comlink's wire format, by hand: {id, type: 'APPLY', path, argumentList} → {id, value}. Bytes travel as lists of numbers. */
function annealInPage(page: Page, file: string, samples: readonly Sample[]): Promise<(Told | string)[]> {
  const lists = samples.map(({ task, problem }) => ({
    task: {
      ...task,
      state: task.state && base64(task.state),
      scope: task.scope && base64(task.scope),
      mates: task.mates.map(base64),
    },
    problem: base64(problem),
  }));
  return page.evaluate(
    async ([url, all]) => {
      const worker = new Worker(url, { type: 'module' });
      const { port1, port2 } = new MessageChannel();
      const waiting = new Map<string, (value: unknown) => void>();
      port1.onmessage = ({ data }) => waiting.get(data.id)?.(data.value);
      worker.postMessage({ port: port2 }, [port2]);
      const answers: (Told | string)[] = [];
      const bytes = (text: string | null) =>
        text === null ? null : Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      for (const [i, { task, problem }] of all.entries()) {
        const mates = task.mates.map(bytes);
        const whole = { ...task, state: bytes(task.state), scope: bytes(task.scope), mates };
        const argumentList = [whole, bytes(problem)].map((value) => ({ type: 'RAW', value }));
        const reply = (await new Promise<unknown>((resolve) => {
          waiting.set(`${i}`, resolve);
          port1.postMessage({ id: `${i}`, type: 'APPLY', path: ['run'], argumentList });
        })) as {
          is: string;
          message?: string;
          answer?: { state: Uint8Array; energy: number; moves: number };
        };
        const { answer } = reply;
        if (!answer) answers.push(`${reply.is}: ${reply.message}`);
        else {
          const state = btoa(String.fromCharCode(...answer.state));
          answers.push({ state, energy: answer.energy, moves: answer.moves });
        }
      }
      worker.terminate();
      return answers;
    },
    [file, lists] as const,
  );
}

for (const kind of kinds.values()) {
  test(`fifty tasks of ${kind.name} give the same bytes here as in Node`, async ({ lehr, page }) => {
    const samples = samplesOf(kind);
    expect(samples).toHaveLength(50);
    expect(samples.some(({ task }) => task.scope)).toBe(kind.parts !== undefined);
    expect(samples.some(({ task }) => task.mates.length > 0)).toBe(Boolean(kind.mates));
    const here = samples.map((sample) => digestOf(annealHere(sample)));
    // No two tasks are the same, so no answer can stand in for another.
    expect(new Set(here).size).toBeGreaterThan(45);
    await page.goto(lehr.url);
    const told = await annealInPage(page, await builtKernel(), samples);
    const there = told.map((answer) =>
      typeof answer === 'string'
        ? answer
        : digestOf({ ...answer, state: Buffer.from(answer.state, 'base64') }),
    );
    expect(there).toEqual(here);
  });
}

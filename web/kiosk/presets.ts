/** Problems a presenter can start with two presses: the server makes each. */
import type { JobSpec } from '../../peer/procedures.ts';
import type { Desk } from '../../worker/desk-api.ts';
import { format, strings } from '../strings/language.ts';

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** Resolves with what a job needs of it, stored where the job finds it. */
  prepare(
    desk: Pick<Desk, 'call'>,
  ): Promise<Pick<JobSpec, 'title' | 'kind' | 'problem' | 'view' | 'reference'>>;
}

function world(count: number): Preset {
  return {
    id: `world ${count}`,
    title: strings.titles.world(format.count(count)),
    async prepare(desk) {
      const { title, kind, problem, view } = await desk.call('lehr.problem.world', { country: null, count });
      return { title, kind, problem, view, reference: null };
    },
  };
}

function glass(side: number): Preset {
  return {
    id: `glass ${side}`,
    title: strings.titles.glass(format.count(side)),
    async prepare(desk) {
      const { title, kind, problem, view } = await desk.call('lehr.problem.glass', { side });
      return { title, kind, problem, view, reference: null };
    },
  };
}

export const PRESETS: readonly Preset[] = [world(1_000), world(5_000), glass(50)];

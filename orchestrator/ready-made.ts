/** Problems that need no file: made when asked for, and put where a job finds them. */
import { ProblemError } from '../anneal/kind.ts';
import { maxcut } from '../anneal/maxcut/kind.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import type { ImportedTsp } from '../formats/import/imported.ts';
import { readyTitle } from '../formats/ready-title.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { ProblemView, WorldCountry, WorldProblem, WorldWish } from '../peer/procedures.ts';
import { spinGlass } from './spin-glass.ts';
import type { OrchestratorStore } from './store.ts';

/** The world's cities: `world.ts` where there is Node. */
export interface World {
  world(wish: WorldWish): Promise<ImportedTsp>;
  countries(): Promise<readonly WorldCountry[]>;
}

interface Ready extends Omit<WorldProblem, 'problem' | 'view'> {
  readonly bytes: Uint8Array;
  readonly view: ProblemView;
}

/** Problems that nobody made a job of and that are kept all the same. */
const KEPT = 32;

export class ReadyMade {
  /** Oldest first, each once. */
  private readonly made = new Map<string, WorldProblem>();

  /** @param named whether a job names that blob */
  constructor(
    private readonly source: World,
    private readonly store: Pick<OrchestratorStore, 'putBlob' | 'deleteBlob'>,
    private readonly named: (blob: string) => boolean,
  ) {}

  /** Resolves when its blobs are durable. Throws lehr.error.invalid_input where there are not so many cities. */
  async problem(wish: WorldWish): Promise<WorldProblem> {
    const { title, kind, problem, view } = await this.source.world(wish).catch((error) => {
      throw error instanceof ProblemError ? new WampError(ERRORS.invalidInput, error.message) : error;
    });
    return this.keep({ title, kind, n: problem.n, bytes: tsp.encode(problem), view });
  }

  /** A spin glass of side × side spins, always the same one. */
  glass(side: number): Promise<WorldProblem> {
    const problem = spinGlass(side);
    const view = { surface: 'spins', xy: [], names: [], unit: 'energy' } as const;
    const title = readyTitle({ is: 'glass', side });
    return this.keep({ title, kind: 'maxcut', n: problem.n, bytes: maxcut.encode(problem), view });
  }

  countries(): Promise<readonly WorldCountry[]> {
    return this.source.countries();
  }

  private async keep({ bytes, view, ...of }: Ready): Promise<WorldProblem> {
    const made = {
      ...of,
      problem: await this.store.putBlob(bytes),
      view: await this.store.putBlob(new TextEncoder().encode(JSON.stringify(view))),
    };
    this.made.delete(made.problem);
    this.made.set(made.problem, made);
    await this.tidy();
    return made;
  }

  /** Who only looked leaves nothing behind: the oldest go, unless a job is about them. */
  private async tidy(): Promise<void> {
    for (const [key, { problem, view }] of this.made) {
      if (this.made.size <= KEPT) return;
      this.made.delete(key);
      for (const blob of [problem, view]) if (!this.named(blob)) await this.store.deleteBlob(blob);
    }
  }
}

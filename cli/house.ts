/** A house: its ground, and the orchestrator, in this process or in others. */
import { systemClock } from '../orchestrator/clock.ts';
import { createOrchestrator, type Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Random } from '../orchestrator/random.ts';
import { referenceOf } from '../orchestrator/references.ts';
import { keepState } from '../orchestrator/standby/keeper.ts';
import { countries, world } from '../orchestrator/world.ts';
import { type Ground, type GroundOptions, openGround } from './ground.ts';
import { openJudge } from './judge.ts';
import { openOverview } from './overview.ts';
import type { Shown } from './report.ts';

export interface House extends Pick<Ground, 'router' | 'monitor' | 'addDonors'> {
  /** What is told of the jobs. */
  readonly shown: Shown;
  /** Donors leave, then the orchestrator saves its state, then the router says goodbye. */
  close(): Promise<void>;
}

export interface WholeHouse extends House {
  readonly orchestrator: Orchestrator;
}

export interface HouseOptions extends GroundOptions {
  readonly random?: Random;
}

/** Router and orchestrator in one process, joined by a linked pair. */
export async function openHouse({ random, ...options }: HouseOptions): Promise<WholeHouse> {
  const { store, own, log } = options;
  const ground = await openGround(options);
  const { judge, close: closeJudge } = openJudge();
  const orchestrator = await createOrchestrator({
    peer: ground.peer,
    judge,
    store,
    clock: systemClock,
    references: referenceOf,
    world: { world, countries },
    booksFacts: true,
    log,
    ...(random ? { random } : {}),
    ...(own ? { kinds: own.kinds } : {}),
  });
  return {
    ...ground,
    orchestrator,
    shown: orchestrator,
    async close() {
      await orchestrator.close();
      await closeJudge();
      await ground.close();
    },
  };
}

/** Router, pages and durable state; orchestrators are processes of their own (`lehr orchestrator`) and join from outside. */
export async function openHouseWithout(options: GroundOptions): Promise<House> {
  const ground = await openGround(options);
  const { store, log } = options;
  const stopKeeping = await keepState({ peer: ground.peer, store, log });
  const overview = await openOverview(ground.peer);
  return {
    ...ground,
    shown: overview,
    async close() {
      await overview.close();
      await stopKeeping();
      await ground.close();
    },
  };
}

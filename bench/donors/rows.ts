/** What is measured of jobs of one instance whose donors anneal, as rows. */
import type { Crew } from './crew.ts';
import type { Instance } from './instance.ts';
import { percent, type Tell } from './tell.ts';
import { EQUAL, type World } from './terms.ts';
import { timeToTarget } from './time-to-target.ts';
import type { Trial } from './trials.ts';

export interface Effort {
  /** Length over the optimum, 0.001 = 0.1 %. */
  readonly target: number;
  /** Runs whose median counts; of many equal donors, whose chains are a mean of their own, a third of them. */
  readonly seeds: number;
  /** Of the donors whose time to the target is asked for: 1 is this machine. */
  readonly speed: number;
}

/** Seconds to the target by donors. */
export type Times = ReadonlyMap<number, number>;

const DONORS = [1, 4, 16, 64];
const SPREAD = 20;
const CHURN = 0.25;
const LIARS = 0.05;
/** Fleets of so few unequal donors are lucky or not: so many at least are asked. */
const HARDSHIP_SEEDS = 5;
/** Seconds that one donor of speed 1 may take. */
const LONGEST = 120;
/** Where the ladders begin: cities that one donor of speed 1 takes a second for, a power of the donors by which it is less, … */
const CITIES_PER_SECOND = 600;
const SHARING = 1.6;
/** … and cities that any number takes a second for: each chain is annealed by itself, some fifteen moves a city. */
const MOST_PER_SECOND = 12_000;
/** Donors of unequal speeds take so many times as long as those who are all as fast as the fastest. */
const UNEQUAL = 3;
/** Donors whose chains are many enough for fewer runs. */
const MANY = 16;
/** Times to the target differ by so much from run to run. */
const NOISE = 1.1;

/** Jobs whose gap issue 4 asks for: donors, seconds, per cent; and the bytes of a round. */
const ROUND_BYTES = 4_096;
const PROMISED: Readonly<Record<string, { donors: number; seconds: number; gap: number; seeds: number }>> = {
  pr2392: { donors: 4, seconds: 3, gap: 0.1, seeds: 3 },
  usa13509: { donors: 16, seconds: 10, gap: 0.22, seeds: 1 },
};

/** What is known of a time before it is taken: about what it will be, in seconds, and by how many runs it is to be told. */
interface Known {
  readonly guess: number;
  readonly seeds: number;
}

export class Bench {
  private readonly loads: Trial['loads'][] = [];

  constructor(
    readonly instance: Instance,
    private readonly effort: Effort,
    private readonly crew: Crew,
    private readonly tell: Tell,
  ) {}

  /** Time to the target of 1 … 64 equal donors; numbers of donors that do not come to it are left out. */
  async scaling(): Promise<Times> {
    const { target, speed } = this.effort;
    // Those that take longest first: all ladders are climbed at once.
    const climbs = new Map(
      [...DONORS].reverse().map((donors) => [donors, this.time({ ...EQUAL, speed, donors })]),
    );
    const times = new Map<number, number>();
    for (const donors of DONORS) {
      const seconds = await climbs.get(donors)!;
      const alone = times.get(1) ?? seconds;
      if (seconds === null || alone === null) {
        this.tell.miss(`to ${percent(target)} with ${donors} donors, not in`, 's', LONGEST / speed);
        continue;
      }
      const efficiency = alone / donors / seconds;
      this.tell.row({
        name: `to ${percent(target)}, ${donors} ${donors === 1 ? 'donor' : 'donors'}: efficiency ${efficiency.toFixed(2)}`,
        unit: 's',
        ours: seconds,
        yardstick: alone / donors,
        goal: 'no slower than fewer',
        met: seconds <= NOISE * Math.min(Number.POSITIVE_INFINITY, ...times.values()),
      });
      times.set(donors, seconds);
    }
    return times;
  }

  /**
   * 16 donors, from a speed of 1 to a twentieth: all honest and there to stay, and the same with a quarter of them leaving in the
   * time that those took, each followed by one as fast, and liars among them.
   * @param equal seconds that 16 of equal speed took
   */
  async hardship(equal: number | undefined): Promise<void> {
    if (equal === undefined) return;
    const { target, speed } = this.effort;
    const seeds = Math.max(HARDSHIP_SEEDS, this.effort.seeds);
    const mixed: World = { ...EQUAL, donors: 16, spread: SPREAD };
    const name = `to ${percent(target)}, 16 donors ${SPREAD}-fold apart`;
    const calm = await this.time(mixed, { seeds, guess: UNEQUAL * equal * speed });
    if (calm === null) {
      this.tell.miss(`${name}, not in`, 's', LONGEST);
      return;
    }
    const churn = (CHURN * 60) / calm;
    const rough = await this.time({ ...mixed, churn, liars: LIARS }, { seeds, guess: calm / Math.SQRT2 });
    const hard = `${name}, a quarter leaves, 5 % lie`;
    if (rough === null) this.tell.miss(hard, 's', LONGEST);
    else
      this.tell.row({
        name: hard,
        unit: 's',
        ours: rough,
        yardstick: calm,
        goal: '<= 1.5',
        met: rough / calm <= 1.5,
      });
  }

  /** The gap that issue 4 asks for. */
  async promised(): Promise<void> {
    const promise = PROMISED[this.instance.name];
    if (!promise) return;
    const { donors, seconds } = promise;
    const trials = await this.crew.sorted({ ...EQUAL, donors }, seconds, promise.seeds);
    const bytes = bytesATask(
      trials.map(({ loads }) => loads),
      'whole',
    )!;
    this.tell.row({
      name: `bytes a donor and round of ${donors} donors, a task and its answer`,
      unit: 'B',
      ours: bytes,
      yardstick: ROUND_BYTES,
      goal: `<= ${ROUND_BYTES} B`,
      met: bytes <= ROUND_BYTES,
    });
    const { gap } = middle(trials);
    this.tell.row({
      name: `gap of ${donors} donors after ${seconds} s`,
      unit: '%',
      ours: 100 * gap,
      yardstick: promise.gap,
      goal: `<= ${promise.gap} %`,
      met: 100 * gap <= promise.gap,
    });
  }

  /** Bytes of a call and its answer, over all that was simulated so far. */
  bytes(): void {
    const part = bytesATask(this.loads, 'part');
    const whole = bytesATask(this.loads, 'whole');
    if (part !== null)
      this.tell.row({
        name: 'bytes of a task about a part and its answer',
        unit: 'B',
        ours: part,
        yardstick: ROUND_BYTES,
        goal: '<= 4,096 B',
        met: part <= ROUND_BYTES,
      });
    else if (whole !== null)
      this.tell.row({
        name: 'bytes of a task about the whole and its answer',
        unit: 'B',
        ours: whole,
        // A tour is 2 bytes a city; there and back.
        yardstick: 4 * this.instance.problem.n,
        goal: 'none',
        met: true,
      });
  }

  /** Seconds to the target by the median gaps of all seeds. */
  private time(world: World, known: Partial<Known> = {}): Promise<number | null> {
    const { target } = this.effort;
    const { seeds = this.effort.seeds, guess } = known;
    const { n } = this.instance.problem;
    const shared = n / (CITIES_PER_SECOND * world.donors ** SHARING);
    const first = guess ?? Math.max(shared, n / MOST_PER_SECOND) / world.speed;
    const gapAt = async (seconds: number) => {
      const isSteady = world.donors >= MANY && world.spread === 1;
      const trials = await this.crew.sorted(world, seconds, isSteady ? Math.ceil(seeds / 3) : seeds);
      this.loads.push(...trials.map(({ loads }) => loads));
      return middle(trials).gap;
    };
    return timeToTarget(gapAt, { target, guess: first, longest: LONGEST / world.speed });
  }
}

/** Null where there were none. */
function bytesATask(loads: readonly Trial['loads'][], of: keyof Trial['loads']): number | null {
  const sum = (what: 'bytes' | 'tasks') => loads.reduce((total, each) => total + each[of][what], 0);
  return sum('tasks') === 0 ? null : sum('bytes') / sum('tasks');
}

/** Of trials by their gaps; of an even number the worse of the two. */
function middle(sorted: readonly Trial[]): Trial {
  return sorted[sorted.length >> 1]!;
}

/** Which scene the wall shows and for how long: a loop that a presenter can step through and hold. Pure: time is handed in. */

export const SCENES = ['live', 'how', 'board', 'join', 'replay'] as const;
export type Scene = (typeof SCENES)[number];

/** Milliseconds each is shown: the live picture longest, the others as long as they take to read. */
export const SHOWN: Readonly<Record<Scene, number>> = {
  live: 40_000,
  how: 18_000,
  board: 14_000,
  join: 14_000,
  replay: 20_000,
};

/** What a scene has nothing to show of is skipped; `live` is always there. */
export type HasContent = (scene: Scene) => boolean;

export interface Showing {
  readonly scene: Scene;
  /** When it began, on the clock that is handed in. */
  readonly since: number;
  /** The loop stands still until it is let go. */
  readonly held: boolean;
}

export function opening(now: number): Showing {
  return { scene: 'live', since: now, held: false };
}

/** The next scene that has something to show, or the one before; the same when there is no other. */
export function step({ scene, held }: Showing, by: 1 | -1, now: number, has: HasContent): Showing {
  const from = SCENES.indexOf(scene);
  for (let i = 1; i <= SCENES.length; i++) {
    const next = SCENES[(from + by * i + SCENES.length * i) % SCENES.length] ?? 'live';
    if (next === 'live' || has(next)) return { scene: next, since: now, held };
  }
  return { scene, since: now, held };
}

/** A scene by its place in the loop, from 0; one that has nothing to show stays away. */
export function jump(showing: Showing, place: number, now: number, has: HasContent): Showing {
  const scene = SCENES[place];
  return scene && (scene === 'live' || has(scene)) ? { ...showing, scene, since: now } : showing;
}

export function hold(showing: Showing, now: number): Showing {
  return { ...showing, held: !showing.held, since: now };
}

/** What is to be shown now: the next scene when this one's time is over, or when it has nothing to show any more. */
export function at(showing: Showing, now: number, has: HasContent): Showing {
  const { scene, since, held } = showing;
  if (scene !== 'live' && !has(scene)) return step(showing, 1, now, has);
  return !held && now - since >= SHOWN[scene] ? step(showing, 1, now, has) : showing;
}

/** What a page sees of the device it is on, kept up to date. What a browser does not tell: see PageSignals in ../api.ts. */
import type { PageSignals } from '../api.ts';
import { isHandheld, tellsPower } from './device.ts';
import { EVERY, Lag } from './lag.ts';
import { type Level, NO_STRAIN, strainAfter } from './strain.ts';

/** Not among TypeScript's types, and not in every browser. The part in use. */
interface Battery extends EventTarget {
  readonly charging: boolean;
}
type PressureState = 'nominal' | 'fair' | 'serious' | 'critical';
interface PressureWatch {
  observe(source: 'cpu', options: { readonly sampleInterval: number }): Promise<void>;
  disconnect(): void;
}
interface Device {
  getBattery?(): Promise<Battery>;
  readonly connection?: EventTarget & { readonly saveData?: boolean };
}
type PressureWatchType = new (
  callback: (records: readonly { readonly state: PressureState }[]) => void,
) => PressureWatch;

export interface Signals {
  readonly now: PageSignals;
  /** Resolves when the browser has told of its battery, or did not in time. */
  readonly known: Promise<void>;
}

/** Of a page that lends nothing: the others tell. */
export const NO_SIGNALS: Signals = {
  now: { power: 'unknown', handheld: false, dataSaver: false, pressure: false, lag: false },
  known: Promise.resolve(),
};

/** A browser that does not answer holds nobody up. */
const PATIENCE = 500;
const SAMPLE_MILLIS = 1_000;
/** Any program that starts puts a device under pressure for a moment. */
const PRESSURE_PATIENCE = 10_000;
/** Page, peer and kernels start: on a slow device that alone makes timers late for once, and a pause would mend nothing. */
const STARTING_MILLIS = 10_000;

/** @param onChange is called after each later change, never before this returns; `signal` ends it */
export function watchSignals(onChange: () => void, signal: AbortSignal): Signals {
  let now: PageSignals = {
    power: 'unknown',
    handheld: isHandheld(),
    dataSaver: savesData(),
    pressure: false,
    lag: false,
  };
  const change = (changed: Partial<PageSignals>) => {
    const before = now;
    now = { ...now, ...changed };
    if (!signal.aborted && JSON.stringify(now) !== JSON.stringify(before)) onChange();
  };
  const known = watchBattery((power) => change({ power }), signal);
  (navigator as Device).connection?.addEventListener('change', () => change({ dataSaver: savesData() }), {
    signal,
  });
  watchStrain((strain) => change(strain), signal);
  return {
    get now() {
      return now;
    },
    known,
  };
}

async function watchBattery(tell: (power: PageSignals['power']) => void, signal: AbortSignal): Promise<void> {
  if (!tellsPower()) return;
  const asked = (navigator as Device).getBattery!().then(
    (battery) => {
      const see = () => tell(battery.charging ? 'mains' : 'battery');
      battery.addEventListener('chargingchange', see, { signal });
      see();
    },
    // Forbidden by a host page's policy: not known.
    () => {},
  );
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

function savesData(): boolean {
  return (navigator as Device).connection?.saveData === true;
}

/** Only in view: out of it, timers are late by themselves and browsers tell no pressure. */
function watchStrain(
  tell: (strain: Pick<PageSignals, 'pressure' | 'lag'>) => void,
  signal: AbortSignal,
): void {
  const lag = new Lag();
  const pressure = watchPressure(signal);
  let [late, pressed] = [NO_STRAIN, NO_STRAIN];
  const started = performance.now() + STARTING_MILLIS;
  const look = () => {
    const now = performance.now();
    if (now < started) lag.reset();
    else lag.look(now);
    late = strainAfter(late, { level: lag.level, now, patience: 0 });
    pressed = strainAfter(pressed, { level: pressure.level(), now, patience: PRESSURE_PATIENCE });
    tell({ lag: late.strained, pressure: pressed.strained });
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const follow = () => {
    clearInterval(timer);
    lag.reset();
    timer = document.visibilityState === 'visible' && !signal.aborted ? setInterval(look, EVERY) : undefined;
    if (timer !== undefined) return;
    [late, pressed] = [NO_STRAIN, NO_STRAIN];
    tell({ lag: false, pressure: false });
  };
  document.addEventListener('visibilitychange', follow, { signal });
  signal.addEventListener('abort', follow);
  follow();
}

/**
 * The last state the browser told. It tells changes only, and only to a page in focus: one that lost it knows nothing, and
 * one that has it again asks anew.
 */
function watchPressure(signal: AbortSignal): { level(): Level } {
  const Observer = (globalThis as { PressureObserver?: PressureWatchType }).PressureObserver;
  let state: PressureState = 'nominal';
  if (!Observer) return { level: () => 'low' };
  const observer = new Observer((records) => {
    state = records.at(-1)?.state ?? state;
  });
  const begin = () => {
    // Refused by a host page's policy: not known.
    observer.observe('cpu', { sampleInterval: SAMPLE_MILLIS }).catch(() => {});
  };
  const end = () => {
    observer.disconnect();
    state = 'nominal';
  };
  addEventListener('focus', begin, { signal });
  addEventListener('blur', end, { signal });
  signal.addEventListener('abort', end);
  begin();
  return { level: () => LEVELS[state] };
}

const LEVELS: Readonly<Record<PressureState, Level>> = {
  nominal: 'low',
  fair: 'low',
  serious: 'high',
  critical: 'high',
};

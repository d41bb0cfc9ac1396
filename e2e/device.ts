/** A device as a browser tells of it, in place of the one the tests run on. Runs in the page: keep it free of imports. */
import type { Page } from '@playwright/test';

export interface Told {
  /** `absent`: this browser has no such API. */
  readonly battery?: 'charging' | 'discharging' | 'absent';
  readonly saveData?: boolean;
  readonly handheld?: boolean;
}

interface Pretended {
  charge(charging: boolean): void;
  press(state: string): void;
  see(visible: boolean): void;
  /** Keeps the main thread busy for most of the time until told otherwise. */
  suffer(on: boolean): void;
  readonly workers: readonly string[];
}

/** To be called before the page is opened. */
export async function pretend(page: Page, told: Told = {}): Promise<void> {
  await page.addInitScript(({ battery = 'charging', saveData = false, handheld = false }) => {
    const power = Object.assign(new EventTarget(), { charging: battery === 'charging' });
    if (battery === 'absent') Reflect.deleteProperty(Navigator.prototype, 'getBattery');
    else Object.assign(Navigator.prototype, { getBattery: async () => power });
    const connection = Object.assign(new EventTarget(), { saveData });
    Object.defineProperty(navigator, 'connection', { value: connection });
    const matches = matchMedia.bind(globalThis);
    globalThis.matchMedia = (query) =>
      query === '(pointer: coarse)' ? ({ matches: handheld } as MediaQueryList) : matches(query);

    const observers = new Set<(records: { state: string }[]) => void>();
    class PressureObserver {
      constructor(readonly tell: (records: { state: string }[]) => void) {}
      async observe() {
        observers.add(this.tell);
      }
      disconnect() {
        observers.delete(this.tell);
      }
    }
    let visible = true;
    Object.defineProperty(document, 'visibilityState', { get: () => (visible ? 'visible' : 'hidden') });
    const workers: string[] = [];
    const Original = Worker;
    let suffering: ReturnType<typeof setInterval> | undefined;
    const pretended: Pretended = {
      charge(charging) {
        power.charging = charging;
        power.dispatchEvent(new Event('chargingchange'));
      },
      press(state) {
        for (const tell of observers) tell([{ state }]);
      },
      see(now) {
        visible = now;
        document.dispatchEvent(new Event('visibilitychange'));
      },
      suffer(on) {
        clearInterval(suffering);
        if (!on) return;
        suffering = setInterval(() => {
          const end = performance.now() + 800;
          while (performance.now() < end);
        }, 810);
      },
      workers,
    };
    Object.assign(globalThis, {
      PressureObserver,
      pretended,
      Worker: new Proxy(Original, {
        construct(target, args) {
          workers.push(String(args[0]));
          return Reflect.construct(target, args);
        },
      }),
    });
  }, told as Told);
}

/** Lets the page see something else. */
export async function now<Name extends 'charge' | 'press' | 'see' | 'suffer'>(
  page: Page,
  name: Name,
  value: Parameters<Pretended[Name]>[0],
): Promise<void> {
  await page.evaluate(
    ([what, how]) => {
      const { pretended } = globalThis as unknown as { pretended: Record<string, (value: unknown) => void> };
      pretended[what]!(how);
    },
    [name, value] as const,
  );
}

/** Addresses of the Workers that the page started. */
export function workersOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as unknown as { pretended: Pretended }).pretended.workers);
}

import { expect, test, vi } from 'vitest';
import type { DonorSettings } from '../api.ts';
import {
  CONSENT_KEY,
  type ConsentStorage,
  giveConsent,
  readConsent,
  rememberedSettings,
  withdrawConsent,
} from './consent.ts';

const SETTINGS: DonorSettings = {
  name: 'Ada',
  cores: 2,
  share: 0.5,
  minutes: 720,
  background: false,
  battery: true,
  dataSaver: false,
  pressure: false,
  held: false,
};
const HOUR = 3_600_000;

function storageOf(
  content: Record<string, string> = {},
): ConsentStorage & { readonly map: Map<string, string> } {
  const map = new Map(Object.entries(content));
  return { map, getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value) };
}

test('reading and withdrawing store nothing before the first yes', () => {
  const storage = storageOf();
  expect(readConsent(storage, 0)).toBeNull();
  withdrawConsent(storage);
  expect(storage.map.size).toBe(0);
});

test('a yes is remembered under one key for twelve hours', () => {
  const storage = storageOf();
  const { token } = giveConsent(SETTINGS, { storage, now: 1000 });
  expect(token).toMatch(/^[0-9a-f]{32}$/);
  expect([...storage.map.keys()]).toEqual([CONSENT_KEY]);
  expect(readConsent(storage, 1000 + 12 * HOUR - 1)).toEqual({ settings: SETTINGS, until: 1000 + 12 * HOUR });
  expect(readConsent(storage, 1000 + 12 * HOUR)).toBeNull();
});

test('a second tab joins with the same token and does not stretch the time', () => {
  const storage = storageOf();
  const first = giveConsent(SETTINGS, { storage, now: 0 });
  const second = giveConsent({ ...SETTINGS, cores: 4 }, { storage, now: HOUR });
  expect(second).toEqual({ settings: { ...SETTINGS, cores: 4 }, until: first.until, token: first.token });
});

test('Stop ends the yes at once; who comes back is the same donor, for twelve new hours', () => {
  const storage = storageOf();
  const first = giveConsent(SETTINGS, { storage, now: 0 });
  withdrawConsent(storage);
  expect(readConsent(storage, 1)).toBeNull();
  expect(giveConsent(SETTINGS, { storage, now: HOUR })).toEqual({ ...first, until: 13 * HOUR });
});

test('the minutes the visitor chose end it, and a later choice does not stretch it', () => {
  const storage = storageOf();
  expect(giveConsent({ ...SETTINGS, minutes: 15 }, { storage, now: 0 }).until).toBe(HOUR / 4);
  expect(giveConsent({ ...SETTINGS, minutes: 240 }, { storage, now: 0 }).until).toBe(HOUR / 4);
  expect(giveConsent({ ...SETTINGS, minutes: 1 }, { storage, now: 0 }).until).toBe(HOUR / 60);
  expect(readConsent(storage, HOUR / 60)).toBeNull();
  expect(giveConsent({ ...SETTINGS, minutes: 1e9 }, { storage, now: HOUR }).until).toBe(13 * HOUR);
});

test('who paused is paused after a reload, and not when they come back another time', () => {
  const storage = storageOf();
  giveConsent({ ...SETTINGS, held: true }, { storage, now: 0 });
  expect(readConsent(storage, 1)?.settings.held).toBe(true);
  expect(rememberedSettings(storage)).toEqual(SETTINGS);
});

test('what an older page stored keeps its name and token; what it did not ask has its default', () => {
  const token = '0'.repeat(32);
  const old = JSON.stringify({ settings: { name: 'Ada', cores: 2, background: true }, until: 99, token });
  const storage = storageOf({ [CONSENT_KEY]: old });
  expect(readConsent(storage, 1)?.settings).toEqual({
    name: 'Ada',
    cores: 2,
    share: 1,
    minutes: 60,
    background: true,
    battery: false,
    dataSaver: false,
    pressure: false,
    held: false,
  });
  expect(giveConsent(SETTINGS, { storage, now: 1 }).token).toBe(token);
});

test('a clock set back does not stretch a yes', () => {
  const storage = storageOf();
  giveConsent(SETTINGS, { storage, now: 100 * HOUR });
  expect(readConsent(storage, 50 * HOUR)).toBeNull();
});

test.each([
  'null',
  '5',
  '{}',
  'no JSON',
  '{"settings":{"name":"x","cores":0,"background":false},"until":99,"token":"00000000000000000000000000000000"}',
  '{"settings":{"name":"x","cores":1,"background":false},"until":99,"token":"short"}',
  '{"settings":{"name":"x","cores":1,"share":0,"background":false},"until":99,"token":"00000000000000000000000000000000"}',
  '{"settings":{"name":"x","cores":1,"share":"1e9","background":false},"until":99,"token":"00000000000000000000000000000000"}',
  '{"settings":{"name":"x","cores":1,"minutes":1e9,"background":false},"until":99,"token":"00000000000000000000000000000000"}',
  '{"settings":{"name":"x","cores":1,"background":"no"},"until":99,"token":"00000000000000000000000000000000"}',
])('what is no consent counts as none: %s', (content) => {
  expect(readConsent(storageOf({ [CONSENT_KEY]: content }), 1)).toBeNull();
});

test('a yes that is over takes with it what a donor kept, and one that holds does not', () => {
  const dropped: string[] = [];
  const caches = { delete: async (name: string) => dropped.push(name) > 0 };
  vi.stubGlobal('caches', caches);
  try {
    const storage = storageOf();
    expect(readConsent(storage, 0)).toBeNull();
    giveConsent(SETTINGS, { storage, now: 0 });
    readConsent(storage, HOUR);
    expect(dropped).toEqual([]);
    expect(readConsent(storage, 13 * HOUR)).toBeNull();
    expect(dropped).toEqual(['lehr-blobs']);
  } finally {
    vi.unstubAllGlobals();
  }
});

test('where nothing can be stored, a yes holds in this page', () => {
  const full: ConsentStorage = {
    getItem: () => null,
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  };
  giveConsent(SETTINGS, { storage: full, now: 0 });
  expect(readConsent(full, 1)?.settings).toEqual(SETTINGS);
  withdrawConsent(full);
  expect(readConsent(full, 1)).toBeNull();
});

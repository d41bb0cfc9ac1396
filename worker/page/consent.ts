/**
 * The visitor's yes: one key of localStorage for this origin, so that a reload or a second tab joins without asking again.
 * Nothing is stored before the first yes; reading stores nothing. It lasts 12 hours or until Stop. What outlasts it is the
 * donor's secret token and chosen settings, so that who comes back keeps their name and credit.
 */
import type { DonorSettings } from '../api.ts';
import { BLOB_CACHE } from '../blob-cache-name.ts';
import { LONGEST_MINUTES, settingsFrom } from './settings.ts';

export interface Consent {
  readonly settings: DonorSettings;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** The part of localStorage in use. */
export interface ConsentStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** What the key holds, as JSON. */
interface Stored extends Consent {
  readonly token: string;
}

export const CONSENT_KEY = 'lehr.consent';
const MINUTE = 60_000;
const CONSENT_MILLIS = LONGEST_MINUTES * MINUTE;

/** Where a browser forbids storage, a yes lasts as long as its page. */
const memory = new Map<string, string>();
const pageMemory: ConsentStorage = {
  getItem: (key) => memory.get(key) ?? null,
  setItem: (key, value) => void memory.set(key, value),
};

/** The yes that still holds, or null. */
export function readConsent(storage = browserStorage(), now = Date.now()): Consent | null {
  const stored = read(storage);
  // A clock that was set back must not stretch a yes.
  if (!stored) return null;
  if (stored.until <= now || stored.until > now + CONSENT_MILLIS) {
    dropBlobs();
    return null;
  }
  return { settings: stored.settings, until: stored.until };
}

/** What the visitor chose the last time, whether or not that yes still holds: who comes back keeps their name, and is not held. */
export function rememberedSettings(storage = browserStorage()): DonorSettings | null {
  const settings = read(storage)?.settings;
  return settings ? { ...settings, held: false } : null;
}

export interface ConsentOptions {
  readonly storage?: ConsentStorage;
  readonly now?: number;
}

/** Notes a yes for these settings and as long as they say; one that still holds ends no later than it would. Returns it with the donor's secret token. */
export function giveConsent(
  settings: DonorSettings,
  { storage = browserStorage(), now = Date.now() }: ConsentOptions = {},
): Consent & { readonly token: string } {
  const held = readConsent(storage, now)?.until ?? Number.POSITIVE_INFINITY;
  const until = Math.min(held, now + Math.min(settings.minutes * MINUTE, CONSENT_MILLIS));
  const token = read(storage)?.token ?? newToken();
  const stored: Stored = { settings, until, token };
  write(storage, stored);
  return stored;
}

/** Takes the yes back in all tabs. Stores nothing when none was ever given. */
export function withdrawConsent(storage = browserStorage()): void {
  const stored = read(storage);
  if (stored) write(storage, { ...stored, until: 0 });
}

/** What a donor kept ends with the yes, also where the last tab was closed before it was over: then nobody else drops it. */
function dropBlobs(): void {
  try {
    void globalThis.caches?.delete(BLOB_CACHE).catch(() => {});
  } catch {
    // A frame may be forbidden to look.
  }
}

function browserStorage(): ConsentStorage {
  try {
    return globalThis.localStorage ?? pageMemory;
  } catch {
    return pageMemory;
  }
}

function write(storage: ConsentStorage, stored: Stored): void {
  try {
    storage.setItem(CONSENT_KEY, JSON.stringify(stored));
  } catch {
    pageMemory.setItem(CONSENT_KEY, JSON.stringify(stored));
  }
}

/** What anybody may have written there is believed only as far as it fits. */
function read(storage: ConsentStorage): Stored | null {
  try {
    const value = JSON.parse(storage.getItem(CONSENT_KEY) ?? pageMemory.getItem(CONSENT_KEY) ?? 'null');
    const { until, token } = value as Stored;
    const settings = settingsFrom((value as Stored).settings);
    const fits = Number.isFinite(until) && /^[0-9a-f]{32}$/.test(token);
    return fits && settings ? { settings, until, token } : null;
  } catch {
    return null;
  }
}

/** 128 random bits; crypto.randomUUID is missing on http://192.168.…, getRandomValues is not. */
function newToken(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** What the visitor agreed to, within what this device has, until the yes ends. */
import type { DonorSettings } from './api.ts';
import type { DonorProfile } from './donor.ts';
import type { Donation } from './page-protocol.ts';

const NAME_MOST = 24;
const LEAST_SHARE = 0.25;

/** Whose device it is. */
interface Device {
  readonly cores: number;
  /** What it is, as the realm hears of it. */
  readonly agent: string;
}

export class Agreement {
  readonly settings: DonorSettings;
  readonly profile: DonorProfile;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** The same on a clock that nobody can set back. */
  readonly #end: number;

  constructor({ settings, token, until }: Donation, device: Device) {
    const cores = Math.max(1, Math.min(device.cores, Math.round(settings.cores) || 1));
    const share = Math.max(LEAST_SHARE, Math.min(1, settings.share || 1));
    const name = settings.name.slice(0, NAME_MOST);
    this.settings = { ...settings, name, cores, share };
    this.profile = { token, name, cores, agent: device.agent };
    this.until = until;
    this.#end = performance.now() + until - Date.now();
  }

  get isOver(): boolean {
    return Date.now() >= this.until || performance.now() >= this.#end;
  }
}

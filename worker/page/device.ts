import type { Device } from './settings.ts';

/** What a page may know of its device without asking it anything: for the form before consent, too. */

/** Whether this browser tells of its battery at all. */
export function tellsPower(): boolean {
  return 'getBattery' in navigator;
}

/** Whether the first pointer is a finger: a phone or a tablet. */
export function isHandheld(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}

export function thisDevice(): Device {
  return {
    cores: navigator.hardwareConcurrency || 1,
    tellsPower: tellsPower(),
    handheld: isHandheld(),
  };
}

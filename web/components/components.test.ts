import { describe, expect, test } from 'vitest';
import type { DonorStatus } from '../../worker/api.ts';
import { firstSettings } from '../../worker/page/settings.ts';
import { en } from '../strings/en.ts';
import { formatFor } from '../strings/format.ts';
import { chipState } from './chip-state.ts';
import { credited, receiptLines, receiptOf, receiptText } from './receipt.ts';

const RUNNING: DonorStatus = {
  connection: 'online',
  reason: '',
  donating: true,
  paused: null,
  settings: firstSettings({ cores: 8, tellsPower: false, handheld: false }),
  kernels: 4,
  running: 4,
  tabs: 1,
  rate: 1e6,
  load: 2,
  until: 9_000_000,
  session: { tasks: 12, moves: 34_567, verified: 30_000, improvements: 3, since: 1_000_000 },
  donor: { id: 'd', name: 'Amber Heron', credit: { moves: 90_000, tasks: 20, improvements: 5 } },
};

const NO_SESSION = { tasks: 0, moves: 0, verified: null, improvements: null, since: 0 };
const AT_STOP = { tour: '226,526 km', program: 'ab12', now: 1_065_000 };

describe('chip', () => {
  const said = (change: Partial<DonorStatus>, stopped = false) => {
    const chip = chipState({ ...RUNNING, ...change }, stopped);
    return [chip.state, chip.words(en)];
  };

  test('counts the cores at work', () => {
    expect(said({})).toEqual(['running', '4 cores at work']);
    expect(said({ running: 1 })).toEqual(['running', '1 core at work']);
  });

  test('a kernel between two tasks still works, one without any waits', () => {
    expect(said({ running: 0 })).toEqual(['running', '4 cores at work']);
    expect(said({ running: 0, rate: 0 })).toEqual(['running', 'Waiting for a task']);
  });

  test('says why it pauses', () => {
    expect(said({ paused: 'hidden', running: 0 })).toEqual(['paused', 'Paused: this tab is hidden']);
    expect(said({ paused: 'held' })).toEqual(['paused', 'Paused by you']);
    expect(said({ paused: 'battery' })).toEqual(['paused', 'Paused: on battery, as far as we can tell']);
    expect(said({ paused: 'no job', running: 0 })).toEqual(['paused', 'Paused: waiting for the next job']);
    expect(said({ paused: 'outdated' })).toEqual(['paused', 'Paused: this page is out of date']);
  });

  test('who has no task while there is a job waits for one, and is not paused', () => {
    const chip = chipState({ ...RUNNING, paused: 'no job', running: 0, rate: 0 }, false, true);
    expect([chip.state, chip.words(en)]).toEqual(['running', 'Waiting for a task']);
  });

  test('a lost router is told from one not yet reached', () => {
    const session = NO_SESSION;
    expect(said({ connection: 'connecting', session })).toEqual(['connecting', 'Connecting…']);
    expect(said({ connection: 'connecting', paused: 'offline' })).toEqual([
      'connecting',
      'Connection lost, trying again',
    ]);
  });

  test('before the peer answers it connects, after Stop it is stopped whatever comes', () => {
    expect(chipState(null, false).state).toBe('connecting');
    expect(said({ donating: false })[0]).toBe('connecting');
    expect(said({}, true)).toEqual(['stopped', 'Stopped']);
  });
});

describe('receipt', () => {
  test('says what was given between Donate and Stop', () => {
    const receipt = receiptOf(RUNNING, AT_STOP);
    const lines = Object.fromEntries(receiptLines(receipt, en, formatFor('en')));
    expect(lines).toMatchObject({
      Time: '1:05',
      Cores: '4',
      'Of their time': '50\u202f%',
      'Moves verified by now': '30,000',
      'Improvements found': '3',
      'Program (SHA-256)': 'ab12',
      'Tasks done': '12',
      'Moves tried': '34,567',
      'Credited to': 'Amber Heron',
      'Tour when you left': '226,526 km',
    });
  });

  test('of a donor who never reached the router names nobody and took no time', () => {
    const nothing = { ...RUNNING, donor: null, session: NO_SESSION };
    const receipt = receiptOf(nothing, { tour: '–', program: null, now: 5_000 });
    const lines = receiptLines(receipt, en, formatFor('en'));
    expect(lines.map(([name]) => name)).not.toContain('Credited to');
    expect(Object.fromEntries(lines).Time).toBe('0:00');
  });

  test('what was verified after the last word before Stop is credited too, and a lie taken back is no debt', () => {
    const receipt = receiptOf(RUNNING, AT_STOP);
    const later = credited(receipt, RUNNING, { moves: 95_000, tasks: 21, improvements: 6 });
    expect(later).toMatchObject({ verified: 35_000, improvements: 4 });
    const taken = credited(receipt, RUNNING, { moves: 0, tasks: 0, improvements: 0 });
    expect(taken).toMatchObject({ verified: 0, improvements: 0 });
  });

  test('as text has its values in one column', () => {
    const text = receiptText(
      [
        ['Time', '1:05'],
        ['Tasks done', '12'],
      ],
      'Receipt',
    );
    expect(text).toBe('Receipt\n=======\nTime        1:05\nTasks done  12\n');
  });
});

import { describe, expect, test } from 'vitest';
import type { DonorStatus } from '../../worker/api.ts';
import { en } from '../strings/en.ts';
import { formatFor } from '../strings/format.ts';
import { chipState } from './chip-state.ts';
import { receiptLines, receiptOf, receiptText } from './receipt.ts';

const RUNNING: DonorStatus = {
  connection: 'online',
  reason: '',
  donating: true,
  paused: null,
  settings: { name: '', cores: 4, background: false },
  kernels: 4,
  running: 4,
  tabs: 1,
  rate: 1e6,
  session: { tasks: 12, moves: 34_567, since: 1_000_000 },
  donor: { id: 'd', name: 'Amber Heron', credit: { moves: 1, tasks: 1, improvements: 3 } },
};

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
    expect(said({ paused: 'outdated' })).toEqual(['paused', 'Paused: this page is out of date']);
  });

  test('a lost router is told from one not yet reached', () => {
    const session = { tasks: 0, moves: 0, since: 0 };
    expect(said({ connection: 'connecting', session })).toEqual(['connecting', 'Connecting to the router…']);
    expect(said({ connection: 'connecting', paused: 'offline' })).toEqual([
      'connecting',
      'Lost the router, trying again',
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
    const receipt = receiptOf(RUNNING, '226,526 km', 1_065_000);
    const lines = Object.fromEntries(receiptLines(receipt, en, formatFor('en')));
    expect(lines).toMatchObject({
      Time: '1:05',
      Cores: '4',
      'Tasks done': '12',
      'Moves tried': '34,567',
      'Credited to': 'Amber Heron',
      'Tour when you left': '226,526 km',
    });
  });

  test('of a donor who never reached the router names nobody and took no time', () => {
    const nothing = { ...RUNNING, donor: null, session: { tasks: 0, moves: 0, since: 0 } };
    const lines = receiptLines(receiptOf(nothing, '–', 5_000), en, formatFor('en'));
    expect(lines.map(([name]) => name)).not.toContain('Credited to');
    expect(Object.fromEntries(lines).Time).toBe('0:00');
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

import { html } from 'lit';
import { inspectStrings as words } from '../strings/inspect.ts';
import type { Column, GridRow } from './lehr-grid.ts';
import { clock } from './list-kinds.ts';
import type { TailRow } from './model/tail.ts';

/** An event as a row of a grid: what list-kinds.ts is for the router's lists. */
export const eventColumns: readonly Column[] = [
  { id: 'time', label: words.columns.time, track: '6.5rem', narrow: '4.75rem', sortable: false },
  {
    id: 'topic',
    label: words.columns.topic,
    track: 'minmax(10rem, 1fr)',
    narrow: 'minmax(0, 1fr)',
    sortable: false,
  },
  {
    id: 'payload',
    label: words.columns.payload,
    track: 'minmax(10rem, 2.2fr)',
    narrow: 'minmax(0, 1fr)',
    sortable: false,
  },
];

export function eventCells(row: GridRow) {
  const { at, event, preview } = row as TailRow;
  return [clock(at), event.topic, html`<span class="mono">${preview}</span>`];
}

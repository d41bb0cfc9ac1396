import { css } from 'lit';
import { folds } from '../styles/folds.ts';
import { buttons, shared } from '../styles/shared.ts';
import { tables } from '../styles/tables.ts';

const parts = css`
  .mono,
  pre,
  textarea {
    font-family: ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, monospace;
    font-size: 0.875rem;
    line-height: 1.5;
  }
  label {
    display: grid;
    gap: 0.25rem;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  label.check {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    min-height: 44px;
    font-size: 0.9375rem;
    color: var(--ink);
  }
  input:not([type='checkbox']),
  select,
  textarea {
    font: inherit;
    font-size: 1rem;
    color: var(--ink);
    background: var(--ground);
    border: 1px solid var(--ink-faint);
    border-radius: 3px;
    min-height: 44px;
    width: 100%;
    padding: 0 0.75rem;
  }
  input[type='checkbox'] {
    width: 1.25rem;
    height: 1.25rem;
    accent-color: var(--hot);
  }
  textarea {
    padding-block: 0.6rem;
    resize: vertical;
    tab-size: 2;
    font-family: ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, monospace;
    font-size: 0.9375rem;
  }
  [aria-invalid='true'] {
    border-color: var(--hot-text) !important;
  }
  .fault {
    color: var(--hot-text);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.6rem 0.9rem;
    margin-bottom: 0.75rem;
  }
  .note {
    color: var(--ink-soft);
  }
  .count {
    min-height: 44px;
    display: flex;
    align-items: center;
    gap: 1rem;
    color: var(--ink-soft);
  }
  .place {
    position: relative;
    min-height: 0;
    display: grid;
  }
  .empty {
    position: absolute;
    inset: 44px 0 auto;
    padding: 2.5rem 1.25rem;
    color: var(--ink-soft);
    pointer-events: none;
  }
  .panel {
    border: 1px solid var(--rule);
    background: var(--raised);
    padding: 1rem 1.1rem 1.2rem;
    min-width: 0;
    overflow: auto;
  }
  .panel h2,
  .panel h3 {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .panel h2 {
    font-size: 1.125rem;
    line-height: 1.35;
  }
  .panel h3 {
    font-size: 0.9375rem;
    margin: 1.2rem 0 0.4rem;
  }
  dl.facts {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.3rem 1.1rem;
    margin: 0.8rem 0 1.2rem;
  }
  dl.facts dt {
    color: var(--ink-faint);
    font-size: 0.875rem;
  }
  dl.facts dd {
    overflow-wrap: anywhere;
    font-size: 0.9375rem;
  }
  pre {
    margin: 0.4rem 0 0;
    padding: 0.75rem 0.9rem;
    max-height: 60vh;
    overflow: auto;
    background: var(--ground);
    border: 1px solid var(--rule);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .split {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
    gap: 1rem;
    flex: 1;
    min-height: 0;
  }
  .split.open {
    grid-template-columns: minmax(0, 1fr) minmax(20rem, 27rem);
  }
  .panel-head {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 0.75rem;
  }
  .close {
    flex: none;
    padding: 0;
    border-color: transparent;
    margin: -0.6rem -0.6rem 0 0;
    font-size: 1.25rem;
    line-height: 1;
  }
  @media (max-width: 40rem) {
    .bar > .search,
    .bar > .filter,
    .bar > .topic {
      flex-basis: 100%;
      max-width: none;
    }
  }
  @media (max-width: 60rem) {
    .split,
    .split.open {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto;
    }
    .split lehr-grid {
      height: min(70svh, 34rem);
    }
    .panel {
      max-height: none;
    }
  }
`;

/** What the inspector's parts share: fields, panels, text of programs, beside what all components share. */
export const tool = [shared, buttons, folds, parts];

/** A table of few columns: a quiet head, a rule above each row, numbers at the end of their column. */
export const sheet = [
  tables,
  css`
    .sheet {
      overflow-x: auto;
    }
    th,
    td,
    tbody th {
      padding: 0.45rem 0.9rem 0.45rem 0;
      overflow-wrap: anywhere;
    }
    th:last-child,
    td:last-child {
      padding-inline-end: 0;
    }
    thead th {
      line-height: 1.25;
      padding-block: 0.25rem;
      vertical-align: bottom;
    }
    th.number,
    td.number {
      text-align: end;
    }
    @media (max-width: 40rem) {
      .roomy {
        display: none;
      }
    }
  `,
];

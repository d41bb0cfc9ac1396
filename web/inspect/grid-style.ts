import { css } from 'lit';

/** Pixels: all rows of lehr-grid are so high, so that what is in view is known without looking. */
export const ROW = 44;

export const gridStyle = css`
  :host {
    container-type: inline-size;
    min-height: 0;
  }
  [role='grid'] {
    height: 100%;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--rule);
    background: var(--raised);
    outline-offset: -3px;
  }
  [role='row'] {
    display: grid;
    grid-template-columns: var(--tracks);
    column-gap: 1rem;
    align-items: center;
    height: ${ROW}px;
    padding: 0 0.9rem;
    contain: strict;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--raised);
    border-bottom: 1px solid var(--rule);
  }
  .head [role='row'] {
    contain: none;
  }
  .body {
    position: relative;
  }
  .window {
    position: absolute;
    inset: 0 0 auto;
    will-change: transform;
  }
  .window [role='row'] {
    border-bottom: 1px solid var(--rule);
    cursor: pointer;
    font-size: 0.9375rem;
  }
  .window [role='row']:hover {
    background: color-mix(in oklab, var(--rule) 45%, transparent);
  }
  .chosen {
    background: color-mix(in oklab, var(--hot) 16%, transparent);
    box-shadow: inset 3px 0 var(--hot);
  }
  .chosen:hover {
    background: color-mix(in oklab, var(--hot) 22%, transparent) !important;
  }
  [role='grid']:focus-visible .active {
    outline: 2px solid var(--focus);
    outline-offset: -2px;
  }
  [role='gridcell'],
  [role='columnheader'] {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  [role='gridcell']:not(:first-child) {
    color: var(--ink-soft);
  }
  .numeric {
    text-align: end;
    font-variant-numeric: tabular-nums lining-nums;
  }
  .numeric button {
    flex-direction: row-reverse;
  }
  button,
  .plain {
    font: inherit;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  button {
    display: flex;
    align-items: center;
    gap: 0.4em;
    width: 100%;
    min-height: ${ROW - 2}px;
    padding: 0;
    border: 0;
    background: none;
    text-align: inherit;
    cursor: pointer;
    outline-offset: -3px;
  }
  button:hover {
    color: var(--ink);
  }
  .arrow {
    color: var(--hot-text);
  }
  @container (max-width: 60rem) {
    [role='row'] {
      grid-template-columns: var(--middle-tracks);
    }
    .roomy {
      display: none;
    }
  }
  @container (max-width: 46rem) {
    [role='row'] {
      grid-template-columns: var(--narrow-tracks);
      column-gap: 0.75rem;
      padding: 0 0.6rem;
    }
    .wide {
      display: none;
    }
  }
`;

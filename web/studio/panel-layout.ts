import { css } from 'lit';

/** The panel beside the picture, of a job that is ready to start or at work; and who works on it. */
export const panelLayout = css`
  .panel {
    display: grid;
    gap: 1rem;
  }
  .result .state {
    color: var(--ink-soft);
    margin-top: 0.25rem;
  }
  .big {
    font-size: clamp(3.25rem, 5vw, 4.75rem);
    line-height: 1;
    font-weight: 300;
    letter-spacing: -0.03em;
    white-space: nowrap;
  }
  .saves {
    color: var(--ink-soft);
    margin-top: 0.35rem;
  }
  .budget progress {
    width: 100%;
    height: 6px;
    accent-color: var(--amber);
  }
  .budget p {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    font-size: 0.875rem;
    color: var(--ink-soft);
  }
  .act {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .wrong {
    color: var(--hot-text);
  }
  .people {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr));
    gap: 1.75rem calc(1.4 * var(--gap));
  }
  .people ul {
    list-style: none;
  }
  .people li {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    padding: 0.4rem 0;
    border-top: 1px solid var(--rule);
  }
  .people li span:first-child {
    overflow-wrap: anywhere;
  }
  .people li span:last-child {
    color: var(--ink-soft);
    white-space: nowrap;
  }
  .notes {
    list-style: none;
    color: var(--ink-soft);
    font-size: 0.9375rem;
  }
`;

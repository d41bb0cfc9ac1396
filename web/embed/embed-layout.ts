import { css } from 'lit';

/** It fills the frame, which the host's page makes as tall as the question will be (OPENED in embed.ts) and never shorter. */
export const layout = css`
  main {
    min-height: 100svh;
    display: flex;
    flex-direction: column;
    gap: 0.9rem;
    padding: 1rem;
    border: 1px solid var(--rule);
    border-radius: 4px;
  }
  h1 {
    font-size: 1.1875rem;
    line-height: 1.25;
    font-weight: 600;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .promise {
    color: var(--ink-soft);
    font-size: 0.9375rem;
    text-wrap: pretty;
  }
  .notice {
    color: var(--hot-text);
  }
  summary {
    min-height: 44px;
    line-height: 44px;
    cursor: pointer;
  }
  details dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
    gap: 0.9rem 1.25rem;
    font-size: 0.9375rem;
  }
  details dt {
    font-weight: 600;
  }
  details dd {
    color: var(--ink-soft);
  }
  [role='status']:empty {
    display: none;
  }
  .picture {
    flex: 1 0 12rem;
    min-height: 12rem;
    position: relative;
  }
  .picture > * {
    position: absolute;
    inset: 0;
  }
  dl.figures {
    grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
  }
`;

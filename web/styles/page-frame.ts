import { css } from 'lit';

/** A page that scrolls under its header: wordmark, headline. What else stands on it and where is its own layout's. */
export const page = css`
  :host {
    min-height: 100svh;
    padding-bottom: 4rem;
    overflow-x: clip;
  }
  header {
    position: sticky;
    top: 0;
    z-index: 2;
    display: flex;
    align-items: center;
    gap: 0.25rem 1rem;
  }
  .wordmark {
    font-size: 1.375rem;
    font-weight: 600;
    letter-spacing: -0.03em;
  }
  h1 {
    font-size: clamp(1.75rem, 3.1vw, 2.875rem);
    line-height: 1.12;
    letter-spacing: -0.025em;
    font-weight: 500;
    text-wrap: balance;
  }
`;

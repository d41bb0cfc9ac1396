import { css } from 'lit';

/** How `<lehr-wishes>` looks: what is asked for, the rest folded away, one button. */
export const wishesStyle = css`
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .time {
    display: grid;
    grid-template-columns: minmax(5rem, 1fr) minmax(8rem, 1.6fr);
    gap: 0.5rem;
  }
  .time.unlimited {
    grid-template-columns: 1fr;
  }
  details {
    border-block: 1px solid var(--rule);
  }
  summary {
    min-height: 44px;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    cursor: pointer;
    color: var(--ink-soft);
  }
  summary::before {
    content: '';
    width: 0.5em;
    height: 0.5em;
    border: solid var(--ink-faint);
    border-width: 0 2px 2px 0;
    transform: rotate(-45deg);
  }
  details[open] summary::before {
    transform: rotate(45deg);
  }
  .more {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.9rem;
    padding: 0.25rem 0 1.1rem;
  }
  .primary {
    flex: 1 1 10rem;
    min-height: 60px;
    font-size: 1.25rem;
  }
  .plain {
    min-height: 60px;
    color: var(--ink-soft);
  }
  progress {
    width: 100%;
    height: 8px;
    accent-color: var(--hot);
  }
`;

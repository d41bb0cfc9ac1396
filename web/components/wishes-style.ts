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

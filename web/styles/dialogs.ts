import { css } from 'lit';

/** A modal of few words over a dimmed page. */
export const dialogs = css`
  dialog {
    max-width: min(40rem, calc(100vw - 2rem));
    max-height: calc(100svh - 2rem);
    overflow: auto;
    box-sizing: border-box;
    padding: 1.75rem 2rem 1.5rem;
    border: 1px solid var(--rule);
    border-radius: 6px;
    background: var(--raised);
    color: var(--ink);
  }
  dialog::backdrop {
    background: color-mix(in srgb, var(--ground) 72%, transparent);
  }
  dialog h2 {
    font-size: 1.5rem;
    font-weight: 600;
    letter-spacing: -0.015em;
  }
  dialog form {
    margin-top: 1.25rem;
  }
`;

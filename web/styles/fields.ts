import { css } from 'lit';

/** What one writes in: declarations for a rule of its own, where not all `fields` are wanted. */
export const fieldBox = css`
    font: inherit;
    color: var(--ink);
    background: var(--raised);
    border: 1px solid var(--ink-faint);
    border-radius: 3px;
    min-height: 44px;
    padding: 0 0.75rem;
    min-width: 0;
`;

/** Forms: a label over its field, a note or what is wrong under it. */
export const fields = css`
  label,
  .field {
    display: grid;
    gap: 0.3rem;
    min-width: 0;
  }
  input:not([type='checkbox'], [type='radio']),
  select,
  textarea {
    ${fieldBox}
    width: 100%;
  }
  textarea {
    padding-block: 0.6rem;
    line-height: 1.45;
    resize: vertical;
  }
  textarea,
  .code {
    font-family: ui-monospace, "Cascadia Mono", "Source Code Pro", Menlo, Consolas, monospace;
    font-size: 0.875rem;
  }
  [aria-invalid='true'] {
    border-color: var(--hot-text);
  }
  ::placeholder {
    color: var(--ink-faint);
    opacity: 1;
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }
  legend {
    padding: 0 0 0.3rem;
  }
  fieldset > .label:last-child {
    margin-top: 0.35rem;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    min-height: 44px;
    cursor: pointer;
  }
  .check input {
    flex: none;
    width: 22px;
    height: 22px;
    margin: 0 6px;
    accent-color: var(--hot);
  }
  .wrong {
    color: var(--hot-text);
    font-size: 0.9375rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem 0.75rem;
    align-items: end;
  }
`;

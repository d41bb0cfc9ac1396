import { css } from 'lit';

/** How `<lehr-jobs>` looks: a row a job, its state as a dot and a word. */
export const jobsStyle = css`
  h2 {
    font-size: 1.0625rem;
    font-weight: 600;
  }
  h3 {
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--ink-faint);
    margin: 0.9rem 0 0.2rem;
  }
  ul {
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 0.5rem;
    border-top: 1px solid var(--rule);
  }
  a {
    display: grid;
    gap: 0.15rem;
    padding: 0.65rem 0;
    text-decoration: none;
    min-height: 44px;
  }
  .name {
    font-weight: 500;
    line-height: 1.3;
    overflow-wrap: anywhere;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  a:hover .name,
  [aria-current] .name {
    text-decoration: underline;
    text-decoration-color: var(--hot);
    text-decoration-thickness: 2px;
    text-underline-offset: 0.25em;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.9rem;
    color: var(--ink-soft);
    font-size: 0.875rem;
  }
  .state::before {
    content: '';
    display: inline-block;
    width: 0.55em;
    height: 0.55em;
    margin-inline-end: 0.5em;
    border-radius: 50%;
    border: 2px solid var(--ink-faint);
    vertical-align: 0.03em;
  }
  .running::before {
    background: var(--hot);
    border-color: var(--hot);
  }
  .paused::before,
  .idle::before {
    border-color: var(--amber);
  }
  .done::before {
    background: var(--cool);
    border-color: var(--cool);
  }
  .bar {
    height: 3px;
    background: var(--rule);
    margin-top: 0.3rem;
  }
  .bar span {
    display: block;
    height: 100%;
    background: var(--amber);
  }
  .acts {
    display: flex;
  }
  .acts button {
    padding: 0;
    border-color: transparent;
    color: var(--ink-soft);
  }
  .acts button:hover {
    color: var(--ink);
    border-color: var(--rule);
  }
  .empty {
    color: var(--ink-soft);
    padding-top: 0.5rem;
  }
`;

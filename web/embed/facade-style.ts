/** Adopted, not written into the page: a Content-Security-Policy without 'unsafe-inline' lets it be. */
export const facadeStyle = `
:host{display:block;min-height:100px;--ink:#1f1b18;--soft:#6b6259;--ground:#fbf8f3;--rule:#d9d1c5;--hot:#c43a0b}
:host([hidden]){display:none}
.dark{--ink:#f4efe7;--soft:#a5a2a1;--ground:#11141b;--rule:#3a404c;--hot:#ff6b2c}
.box{font:400 16px/1.4 system-ui,sans-serif;color:var(--ink)}
button{all:unset;box-sizing:border-box;display:inline-flex;align-items:center;gap:.75em;min-height:52px;max-width:100%;padding:.5em 1.25em;cursor:pointer;font-weight:600;color:var(--lehr-color,var(--ink));background:var(--lehr-background,var(--ground));border:1px solid var(--lehr-border-color,var(--rule));border-radius:var(--lehr-radius,4px)}
button::before{content:"";flex:none;width:.7em;height:.7em;border-radius:50%;background:var(--lehr-accent,var(--hot))}
button:hover{border-color:var(--lehr-accent,var(--hot))}
button:focus-visible,a:focus-visible{outline:3px solid var(--lehr-accent,var(--hot));outline-offset:3px}
p{margin:8px 0 0;font-size:13px;color:var(--lehr-note-color,var(--soft))}
a{color:inherit}
iframe{display:block;width:100%;border:0;border-radius:var(--lehr-radius,4px);color-scheme:normal}
`;

/** How the development error page looks. */
export const devErrorStyle = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1d211e; --soft: #5a615b; --line: #dde0dc; --tint: #f4f5f2; --mark: #fbe3a6; --wrong: #9b1c31; }
@media (prefers-color-scheme: dark) { :root { --paper: #171a18; --ink: #e9ebe7; --soft: #aab2aa; --line: #3a403b; --tint: #212622; --mark: #5b4a12; --wrong: #ff9dac; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 75rem; margin: 0 auto; padding: 0 1.25rem; }
header p { margin: 1.5rem 0 0; color: var(--soft); overflow-wrap: anywhere; }
h1 { margin: 0; color: var(--wrong); }
h2 { margin: 2rem 0 0.5rem; font-size: 1.15rem; overflow-wrap: anywhere; }
pre, code, td, li span { font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.9rem; }
pre { margin: 0; padding: 0.8rem 1rem; overflow-x: auto; border-radius: 6px; background: var(--tint); }
pre.message { white-space: pre-wrap; overflow-wrap: anywhere; }
.source b { color: var(--soft); font-weight: 400; user-select: none; }
mark { background: var(--mark); color: inherit; }
.source mark b { color: inherit; }
section > p { margin: 0 0 0.5rem; color: var(--soft); overflow-wrap: anywhere; }
li { margin: 0.2rem 0; overflow-wrap: anywhere; }
li span { color: var(--soft); }
summary { cursor: pointer; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 14rem; font-weight: 500; }
footer { margin: 3rem auto; color: var(--soft); }
`

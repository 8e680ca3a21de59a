"""How the page of a shared result looks: the colours and the type of the page in `web/`, without its font."""

from typing import Final

STYLE: Final = """
:root {
  color-scheme: light dark;
  --paper: #fbf7f0; --sheet: #fffdf9; --ink: #1d2433; --soft: #4d5566; --line: #e2d6c4; --mist: #f3e9db;
  --accent: #a8431f; --on-accent: #fffaf3;
  --shadow: 0 1px 2px rgb(72 48 24 / 8%), 0 14px 34px -14px rgb(72 48 24 / 28%);
  --display: "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, serif;
  --text: system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a1714; --sheet: #24201b; --ink: #f4ecdf; --soft: #c0b4a3; --line: #3d362d; --mist: #2d2720;
    --accent: #f2956d; --on-accent: #24130a;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 16px 36px -12px rgb(0 0 0 / 70%);
  }
}
*, ::before, ::after { box-sizing: border-box; }
body {
  display: flex; flex-direction: column; min-height: 100vh; margin: 0;
  background: var(--paper); color: var(--ink); font: 17px/1.6 var(--text); -webkit-text-size-adjust: 100%;
}
header, main, footer { width: 100%; max-width: 1020px; margin-inline: auto; padding-inline: clamp(18px, 4vw, 48px); }
main { flex: 1; }
h1, h2, .wordmark, blockquote { font-family: var(--display); font-weight: 600; letter-spacing: -0.015em; }
h1, h2 { margin: 0; line-height: 1.08; text-wrap: balance; }
h1 { font-size: clamp(2.2rem, 6vw, 3.6rem); overflow-wrap: anywhere; }
h2 { margin-bottom: 14px; font-size: 1.3rem; }
p { margin: 0 0 1em; text-wrap: pretty; overflow-wrap: anywhere; }
ul, figure, blockquote { margin: 0; padding: 0; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 6px; }
header { display: flex; align-items: center; justify-content: space-between; gap: 16px; padding-block: 18px; }
.wordmark { display: flex; align-items: center; gap: 11px; font-size: 1.3rem; }
.wordmark svg { width: 32px; height: 32px; }
.card { position: relative; margin-block: 4px 46px; }
.card img {
  display: block; width: 100%; height: auto; border-radius: 18px; background: var(--mist); box-shadow: var(--shadow);
}
.card .portrait { max-width: 520px; margin-inline: auto; }
.stamp {
  position: absolute; right: 3%; bottom: -34px; padding: 4px 14px 5px; border: 4px double currentcolor;
  border-radius: 10px; background: rgb(255 250 243 / 92%); color: #b3361b; font: 600 1.5rem/1.1 var(--display);
  letter-spacing: 0.06em; text-transform: uppercase; rotate: -9deg;
}
.eyebrow {
  margin-bottom: 12px; color: var(--accent); font-size: 0.8rem; font-weight: 650; letter-spacing: 0.09em;
  text-transform: uppercase;
}
.title {
  margin: 10px 0 18px; color: var(--accent); font-size: clamp(1.2rem, 2.6vw, 1.6rem); font-weight: 600;
  line-height: 1.25;
}
blockquote {
  margin-bottom: 26px; padding-left: 18px; border-left: 3px solid var(--accent); font-size: 1.28rem; line-height: 1.35;
  text-wrap: balance; overflow-wrap: anywhere;
}
.buttons { display: flex; flex-wrap: wrap; gap: 10px; margin-bottom: 44px; }
.button {
  display: inline-block; padding: 12px 22px; border: 1.5px solid var(--accent); border-radius: 999px;
  background: var(--accent); color: var(--on-accent); font-weight: 600; line-height: 1.3; text-decoration: none;
}
.button.second { border-color: var(--line); background: transparent; color: var(--ink); }
.button:hover { box-shadow: var(--shadow); }
.more { display: grid; gap: 36px clamp(28px, 5vw, 60px); padding-top: 36px; border-top: 1px solid var(--line); }
.story p { max-width: 38em; font-size: 1.06rem; line-height: 1.68; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 30px; list-style: none; }
.chips li {
  padding: 4px 14px; border: 1px solid var(--line); border-radius: 22px; background: var(--sheet); font-size: 0.92rem;
  overflow-wrap: anywhere;
}
@media (min-width: 800px) { .more { grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); } }
.notice { padding-block: clamp(40px, 12vh, 140px); }
.notice > * { max-width: 20em; }
.notice p { max-width: 34em; margin-top: 18px; font-size: 1.1rem; }
.notice .eyebrow { margin: 0 0 12px; font-size: 0.8rem; }
footer { margin-top: 40px; padding-block: 16px 28px; color: var(--soft); font-size: 0.88rem; }
footer p { margin: 0; }
"""

/** The page's look, light or dark as the reader's system is. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1d2430; --soft: #5b6472; --line: #dfe3e9; --back: #ffffff; --card: #f7f8fa;
  --ours: #1a66d6; --peer: #a9b2c0; --good: #1a7f4b; --bad: #c2362b;
  --l0: #b5651d; --l1: #7a5195; --l2: #2f8f83; --l3: #c2497a; --l4: #7d8a1c; --l5: #6b7280; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --soft: #9aa4b2; --line: #333a45; --back: #15181d;
  --card: #1c2027; --ours: #6aa5ff; --peer: #586273; --good: #52c48a; --bad: #ff7b6e;
  --l0: #e39a55; --l1: #b794d6; --l2: #58c4b6; --l3: #ec83ac; --l4: #b9c552; --l5: #9ca3af; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px 64px; max-width: 1400px; background: var(--back); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 40px 0 4px; } h3 { font-size: 14px; margin: 0 0 6px; }
p { margin: 4px 0 12px; max-width: 84ch; color: var(--soft); } code { font-size: .92em; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 20px; }
figure { margin: 0; padding: 16px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
svg { width: 100%; max-width: 720px; height: auto; display: block; }
svg text { fill: var(--text); font: 12.5px system-ui, -apple-system, 'Segoe UI', sans-serif; font-variant-numeric: tabular-nums; }
svg .tick { fill: var(--soft); font-size: 11px; } svg .value { fill: var(--soft); font-size: 12px; }
svg .grid { stroke: var(--line); } svg .zero { stroke: var(--soft); stroke-dasharray: 3 3; }
svg .peer rect { fill: var(--peer); } svg .ours rect { fill: var(--ours); }
svg .peer circle { fill: var(--peer); } svg .ours circle { fill: var(--ours); }
svg .ours text, svg .strong text { font-weight: 650; }
svg .stem { stroke: var(--line); stroke-width: 2; }
svg .whisker { stroke-width: 2; } svg .over { stroke: var(--text); stroke-width: 1.3; }
svg .above { stroke: var(--good); } svg .above circle { fill: var(--good); }
svg .below { stroke: var(--bad); } svg .below circle { fill: var(--bad); }
svg .level { stroke: var(--soft); } svg .level circle { fill: var(--card); stroke-width: 2; }
svg polyline { stroke-width: 1.6; } svg .leader { stroke-width: 1; opacity: .6; }
svg .ours polyline { stroke: var(--ours); stroke-width: 3; } svg .ours .leader { stroke: var(--ours); }
${[0, 1, 2, 3, 4, 5].map((i) => `svg .line-${i} polyline, svg .line-${i} .leader { stroke: var(--l${i}); } svg .line-${i} circle { fill: var(--l${i}); }`).join('\n')}
table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 10px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } th { font-weight: 600; } td.ours, th.ours { color: var(--ours); font-weight: 650; }
tr.macro td { font-weight: 650; border-top: 2px solid var(--soft); }
.met { color: var(--good); font-weight: 650; } .missed { color: var(--bad); font-weight: 650; }
.scroll { overflow-x: auto; }
@media print { figure { break-inside: avoid; } }
`;

import { escaped } from './svg.ts';
import { STYLE } from './style.ts';

/** A page in one file that asks nothing of any network. */
export function documentOf(title: string, content: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Recollect: ${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${content.filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

/** A chart under its title. */
export function figure(title: string, chart: string): string {
  return `<figure><h3>${escaped(title)}</h3>${chart}</figure>`;
}

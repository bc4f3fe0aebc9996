/** Where the panel's page gets its parts from; addresses as the webview sees them. */
export interface PanelPageParts {
  readonly script: string;
  readonly style: string;
  /** What VS Code serves the webview's own files from (`webview.cspSource`). */
  readonly cspSource: string;
  /** Random, new with every page. */
  readonly nonce: string;
  /** Id of the element that the script draws in; `panel` where left out. */
  readonly id?: string;
  /** BCP 47 tag of the interface's language. */
  readonly language: string;
}

/**
 * The page that the panel lives in: empty but for its script and style. Its policy lets nothing in from outside:
 * no connection, no picture, no frame, no inline script or style; the one script runs by its nonce.
 */
export function panelPage({
  script,
  style,
  cspSource,
  nonce,
  language,
  id = 'panel',
}: PanelPageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; font-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Recollect</title>
    <link rel="stylesheet" href="${escaped(style)}" />
  </head>
  <body>
    <main id="${escaped(id)}"></main>
    <script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
  </body>
</html>
`;
}

function escaped(value: string): string {
  return value.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

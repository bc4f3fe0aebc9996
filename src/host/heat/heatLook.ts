import * as vscode from 'vscode';
import { HEAT_LEVELS, type HeatDetail } from './heatLevels.ts';

/** How heat is drawn, as the settings say. */
export interface HeatLook {
  readonly enabled: boolean;
  readonly detail: HeatDetail;
  /** Whether the share of each sentence stands behind it. */
  readonly shares: boolean;
}

/** Borders say in high contrast what shades say elsewhere: more attention, a stronger line. */
const BORDERS = ['1px dotted', '1px dashed', '1px solid', '2px solid', '2px solid'];

/** The decorations of heat: one a shade, the first for passages. The caller disposes them. */
export function heatDecorations(): vscode.TextEditorDecorationType[] {
  return Array.from({ length: HEAT_LEVELS + 1 }, (_, level) => decorationType(level));
}

/** What shares stand in, behind sentences: as inlay hints do. The caller disposes it. */
export function shareDecoration(): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: {
      color: new vscode.ThemeColor('editorInlayHint.foreground'),
      backgroundColor: new vscode.ThemeColor('editorInlayHint.background'),
      margin: '0 0.3em 0 0.4em',
    },
  });
}

/** @param level 0 for a passage, from 1 for sentences and words */
function decorationType(level: number): vscode.TextEditorDecorationType {
  const { ClosedClosed } = vscode.DecorationRangeBehavior;
  if (level === 0)
    return vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor('recollect.heatPassageBackground'),
      rangeBehavior: ClosedClosed,
    });
  return vscode.window.createTextEditorDecorationType({
    border: BORDERS[level - 1] ?? '1px solid',
    borderColor: new vscode.ThemeColor('recollect.heatBorder'),
    backgroundColor: new vscode.ThemeColor(`recollect.heat${level}Background`),
    borderRadius: '2px',
    // Only what carries the answer shows in the ruler: with every shade there it would say nothing.
    ...(level >= 2
      ? {
          overviewRulerColor: new vscode.ThemeColor('recollect.heatRuler'),
          overviewRulerLane: level >= 4 ? vscode.OverviewRulerLane.Full : vscode.OverviewRulerLane.Right,
        }
      : {}),
    rangeBehavior: ClosedClosed,
  });
}

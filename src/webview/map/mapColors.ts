/** The theme's colours as a canvas takes them. */
export interface MapColors {
  readonly text: string;
  readonly dim: string;
  /** Borders of blocks. */
  readonly line: string;
  readonly background: string;
  readonly heat: string;
  readonly focus: string;
  /** How strong a leaf without attention is painted in the colour of the text, 0 to 1. */
  readonly cold: number;
  readonly font: string;
  /** Pixels. */
  readonly fontSize: number;
}

/** Below this part of the hottest leaf's shade a leaf is as good as cold. */
const FAINT = 0.12;

/** Reads the colours from the custom properties of the style sheet, which are the theme's. */
export function mapColors(element: Element): MapColors {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: color('--text'),
    dim: color('--dim'),
    line: color('--block-line'),
    background: color('--ground'),
    heat: color('--heat'),
    focus: color('--focus'),
    cold: Number(color('--cold')) || 0.12,
    font: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize) || 13,
  };
}

/**
 * How strongly a share is painted, 0 for not at all, else .2 to 1: by the square root, as the editor's heat has it, so
 * that a second source stays visible beside a strong one.
 *
 * @param most the largest share that it is seen beside
 */
export function shadeOf(share: number, most: number): number {
  const shade = most > 0 ? Math.sqrt(share / most) : 0;
  return shade < FAINT ? 0 : Math.min(1, 0.2 + 0.8 * shade);
}

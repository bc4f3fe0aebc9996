/**
 * Every text of the attention map, in English: the source that translations are looked up by, as `panelStrings.ts` has
 * it for the panel. `{0}`, `{1}` are filled in by the map.
 */
export const englishMapStrings = {
  title: 'Attention Map',
  workspace: 'Workspace',
  path: 'Where you are in the map',
  outline: 'Files, sections and passages with their share of the attention',
  outlineHint:
    'Arrow keys go through the list and fold it, Enter zooms into a file or section and opens a passage, Escape zooms out',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomFit: 'Show all',
  canvas: 'Map of {0}. {1}',
  hottest: 'Most attended: {0}.',
  notLit: 'Nothing is lit: no question has been answered.',

  // What is under the pointer, and in the list
  passage: 'Passage {0} of {1}',
  untitled: 'Before the first heading',
  share: '{0} of the attention',
  noShare: 'not attended',
  outOfScope: 'not asked',
  passagesOne: '{0} passage',
  passagesMany: '{0} passages',
  more: 'Show {0} more',
  clickOpens: 'Click opens it',
  clickZooms: 'Click zooms in',
  nothing: 'Nothing relevant',
  nothingHint:
    'Share of the attention that went to no passage: the larger it is, the less the files say of it.',

  // The line below
  legend: 'Colour is this answer’s attention, rolled up level by level.',
  legendIdle: 'Ask a question, and what it attends to lights up here.',
  scaled: 'Large files are drawn smaller than they are.',
  cold: 'little',
  hot: 'much',

  // In place of a map
  loading: 'Drawing the map…',
  asking: 'Looking through the files…',
  indexing: 'Still indexing: {0} of {1}',
  emptyTitle: 'Nothing here to map',
  emptyBody:
    'Nothing is remembered of this folder yet. Add documents, or look at the log for what was left out and why.',
  noFolderTitle: 'No folder is open',
  noFolderBody: 'The map shows the files of a folder. Open the one that you want to ask.',
  openFolder: 'Open Folder',
  largeTitle: 'Not remembered yet',
  largeBody:
    'This folder is large, so Recollect asks before it remembers it. Say in the panel whether it is to be.',
  openPanel: 'Open Recollect',
  failedTitle: 'The map could not be drawn',
  retry: 'Try Again',
  showLog: 'Show Log',
  ask: 'Ask a Question',

  // Said to screen readers
  saidAnswer: 'The map shows the answer to: {0}. {1} {2} to nothing relevant.',
  saidInto: 'Zoomed into {0}, {1}.',
  saidOpened: 'Opened in the editor: {0}.',
} as const;

/** The map's texts in the user's language, by key. */
export type MapStrings = { readonly [key in keyof typeof englishMapStrings]: string };

/**
 * The map's texts in the user's language.
 *
 * @param translate from an English text to the user's; gives the English back where it knows none
 */
export function translatedMapStrings(translate: (english: string) => string): MapStrings {
  const strings: Record<keyof MapStrings, string> = { ...englishMapStrings };
  for (const key of Object.keys(englishMapStrings).filter(
    (name): name is keyof MapStrings => name in strings,
  ))
    strings[key] = translate(englishMapStrings[key]);
  return strings;
}

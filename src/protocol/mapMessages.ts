import type { PackedLeaves, SectionAttention } from './attentionMap.ts';
import { isRecord } from './isRecord.ts';
import type { MapStrings } from './mapStrings.ts';

// What the attention map's page is told and what it tells. It knows documents and leaves by number within a tree, whose
// version it names: never by a path.

/** How the map stands; sent whole whenever anything of it is another. */
export interface MapState {
  readonly type: 'state';
  /** BCP 47 tag of the interface's language. */
  readonly language: string;
  readonly strings: MapStrings;
  readonly view: MapView;
}

/** What there is to be seen. */
export type MapView =
  | { readonly kind: 'no-folder' | 'large' | 'empty' | 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'map';
      /** Version of the tree that it is a map of, which was sent before. */
      readonly version: string;
      /** The question whose attention is shown; null where none is. */
      readonly question: string | null;
      /** Share of the attention that went to 'nothing relevant'; 0 without a question. */
      readonly nullShare: number;
      /** Another question is being answered. */
      readonly asking: boolean;
      /** How far indexing is, where it is under way. */
      readonly indexing: { readonly done: number; readonly total: number } | null;
      /** Id of the leaf that the editor shows, or null. */
      readonly opened: string | null;
    };

/** What the map is drawn from; sent once a version, since there may be tens of thousands of leaves. */
export interface MapTree {
  readonly type: 'tree';
  /** Changes with every tree; begins the ids of its leaves (see {@link leafId}). */
  readonly version: string;
  readonly documents: readonly MapDocument[];
}

export interface MapDocument {
  readonly label: string;
  /** Folder that it is in, as people read it; empty at the top. */
  readonly folder: string;
  readonly asked: boolean;
  /** What the shares in it are multiplied by: of several folders each has a part of the attention. */
  readonly scale: number;
  /** Before scaling, as all shares. */
  readonly share: number;
  readonly sections: readonly SectionAttention[];
  readonly leaves: Omit<PackedLeaves, 'bounds'>;
}

/** What the host posts to the map. */
export type ToMap = MapState | MapTree;

/** What the map wants done. */
export type MapMessage =
  | { readonly type: 'ready' | 'ask' | 'retry' | 'showLog' | 'openFolder' | 'openPanel' }
  /** Open a leaf in the editor. */
  | { readonly type: 'open'; readonly id: string };

/** Names a leaf: by the version of its tree, its document's number and its own within it. */
export function leafId(version: string, document: number, leaf: number): string {
  return `${version}.d${String(document)}.l${String(leaf)}`;
}

/** The numbers behind a leaf's id, or undefined for one of another tree, or none. */
export function parseLeafId(
  id: string,
  version: string,
): { readonly document: number; readonly leaf: number } | undefined {
  const [, of, document, leaf] = /^(.+)\.d(\d{1,9})\.l(\d{1,9})$/.exec(id) ?? [];
  return of === version ? { document: Number(document), leaf: Number(leaf) } : undefined;
}

/** UTF-16 units of an id at most. */
const ID_LIMIT = 100;

/** The message, or undefined for anything that is not one. */
export function parseMapMessage(value: unknown): MapMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { type, id } = value;
  switch (type) {
    case 'ready':
    case 'ask':
    case 'retry':
    case 'showLog':
    case 'openFolder':
    case 'openPanel':
      return { type };
    case 'open':
      return typeof id === 'string' && id !== '' && id.length <= ID_LIMIT ? { type, id } : undefined;
    default:
      return undefined;
  }
}

import { QUESTION_LIMIT, TYPED_LIMIT, type PanelMessage, type PanelScope } from './panelMessages.ts';

/** UTF-16 units of an id at most. */
const ID_LIMIT = 100;

const SCOPES: readonly PanelScope[] = ['workspace', 'folder', 'file', 'selection', 'picked'];

/** The message, or undefined for anything that is not one: no text, too long, unknown, of another shape. */
export function parsePanelMessage(value: unknown): PanelMessage | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  switch (value.type) {
    case 'ready':
    case 'retry':
    case 'cancel':
    case 'copy':
    case 'newThread':
    case 'threads':
    case 'renameThread':
    case 'exportThread':
    case 'insist':
    case 'chooseModel':
    case 'showSent':
    case 'copySummary':
    case 'closeSummary':
    case 'index':
    case 'pause':
    case 'resume':
    case 'showLog':
    case 'openFolder':
    case 'openSample':
    case 'manageTrust':
      return { type: value.type };
    case 'ask': {
      if (!('text' in value) || typeof value.text !== 'string' || value.text.length > QUESTION_LIMIT)
        return undefined;
      const scope = 'scope' in value ? SCOPES.find((known) => known === value.scope) : undefined;
      const text = value.text.trim();
      return text === '' || scope === undefined ? undefined : { type: 'ask', text, scope };
    }
    case 'offer':
      if (!('typed' in value) || typeof value.typed !== 'string') return undefined;
      return value.typed.length > TYPED_LIMIT ? undefined : { type: 'offer', typed: value.typed };
    case 'pick':
    case 'unpick':
    case 'open':
    case 'ground':
    case 'used':
    case 'forget': {
      const id = idIn(value);
      return id === undefined ? undefined : { type: value.type, id };
    }
    case 'pin': {
      const id = idIn(value);
      if (id === undefined || !('pinned' in value) || typeof value.pinned !== 'boolean') return undefined;
      return { type: 'pin', id, pinned: value.pinned };
    }
    case 'heatOfTurn': {
      const id = idIn(value);
      if (id === undefined || !('shown' in value) || typeof value.shown !== 'boolean') return undefined;
      return { type: 'heatOfTurn', id, shown: value.shown };
    }
    case 'summarize': {
      if (!('question' in value) || typeof value.question !== 'string') return undefined;
      if (value.question.length > QUESTION_LIMIT) return undefined;
      if (!('length' in value) || typeof value.length !== 'number') return undefined;
      if (!(value.length >= 0 && value.length <= 1)) return undefined;
      if (!('written' in value) || typeof value.written !== 'boolean') return undefined;
      const { length, question, written } = value;
      return { type: 'summarize', length, question: question.trim(), written };
    }
    case 'remember': {
      if (!('choice' in value)) return undefined;
      const { choice } = value;
      return choice === 'all' || choice === 'part' || choice === 'later'
        ? { type: 'remember', choice }
        : undefined;
    }
    case 'judge': {
      const id = idIn(value);
      const useful = 'useful' in value ? value.useful : undefined;
      if (id === undefined || !(useful === null || typeof useful === 'boolean')) return undefined;
      return { type: 'judge', id, useful };
    }
    case 'explain':
    case 'leftOut':
      if (!('shown' in value) || typeof value.shown !== 'boolean') return undefined;
      return { type: value.type, shown: value.shown };
    default:
      return undefined;
  }
}

function idIn(value: object): string | undefined {
  if (!('id' in value) || typeof value.id !== 'string') return undefined;
  return value.id === '' || value.id.length > ID_LIMIT ? undefined : value.id;
}

// How vectors are made with models that people choose: what is known of the usual ones, and what a repository says
// of itself (the files of sentence-transformers).
import type { ModelRecipe } from '../../../protocol/encoderModels.ts';
import { RecollectError } from '../../../protocol/errors.ts';
import { isRecord } from '../../../protocol/isRecord.ts';
import { sentence } from '../../../protocol/sentences.ts';

/** Small files of a repository that say how it is to be used, as JSON; undefined for what it does not have. */
export interface Descriptions {
  /** `config.json` */
  readonly config?: unknown;
  /** `tokenizer_config.json` */
  readonly tokenizer?: unknown;
  /** `1_Pooling/config.json` */
  readonly pooling?: unknown;
  /** `config_sentence_transformers.json` */
  readonly prompts?: unknown;
}

/** Where each of them lies. */
export const DESCRIPTIONS = {
  config: 'config.json',
  tokenizer: 'tokenizer_config.json',
  pooling: '1_Pooling/config.json',
  prompts: 'config_sentence_transformers.json',
} as const satisfies Readonly<Record<keyof Descriptions, string>>;

/** No leaf comes near it, and memory grows with the longest text that is read. */
const MOST_TOKENS = 1024;
/** Where a model does not say how many it reads. */
const USUAL_TOKENS = 512;

/** What models that find passages for questions are told, where they follow instructions. */
const TASK = 'Given a web search query, retrieve relevant passages that answer the query';
const NONE = { query: '', passage: '' };

type Known = Pick<ModelRecipe, 'pooling' | 'prefixes'>;

/** By the repository's name, as the models' own pages have it; exports by others keep the name. The first that fits. */
const KNOWN: readonly (readonly [RegExp, Known])[] = [
  [/bge-m3/i, { pooling: 'cls', prefixes: NONE }],
  [
    /multilingual-e5-.*instruct/i,
    { pooling: 'mean', prefixes: { query: `Instruct: ${TASK}\nQuery: `, passage: '' } },
  ],
  [
    /(?:^|[-_])e5-(?:small|base|large)/i,
    { pooling: 'mean', prefixes: { query: 'query: ', passage: 'passage: ' } },
  ],
  [/gte-multilingual-base/i, { pooling: 'cls', prefixes: NONE }],
  [/qwen3-embedding/i, { pooling: 'last', prefixes: { query: `Instruct: ${TASK}\nQuery:`, passage: '' } }],
  [
    /bge-(?:small|base|large)-en/i,
    {
      pooling: 'cls',
      prefixes: { query: 'Represent this sentence for searching relevant passages: ', passage: '' },
    },
  ],
  [
    /bge-(?:small|base|large)-zh/i,
    { pooling: 'cls', prefixes: { query: '为这个句子生成表示以用于检索相关文章：', passage: '' } },
  ],
];

/**
 * How vectors are made with a model: as was said, else as is known of it, else as it says itself.
 *
 * @param name the repository's or the folder's
 * @throws RecollectError `input-invalid` where none of them says how tokens are pooled
 */
export function recipeFor(
  name: string,
  descriptions: Descriptions,
  given: Partial<ModelRecipe> = {},
): ModelRecipe {
  const own = name.split(/[/\\]/).at(-1) ?? name;
  const known = KNOWN.find(([pattern]) => pattern.test(own))?.[1];
  const pooling = given.pooling ?? poolingIn(descriptions.pooling) ?? known?.pooling;
  if (pooling === undefined)
    throw new RecollectError('input-invalid', sentence('model-recipe-missing', name));
  return {
    pooling,
    prefixes: given.prefixes ?? promptsIn(descriptions.prompts) ?? known?.prefixes ?? NONE,
    maxTokens: Math.min(MOST_TOKENS, given.maxTokens ?? tokensIn(descriptions) ?? USUAL_TOKENS),
    ...(given.output === undefined ? {} : { output: given.output }),
  };
}

/** As sentence-transformers has it: one of several flags is true. */
function poolingIn(json: unknown): ModelRecipe['pooling'] | undefined {
  if (!isRecord(json)) return undefined;
  if (json['pooling_mode_cls_token'] === true) return 'cls';
  if (json['pooling_mode_lasttoken'] === true) return 'last';
  return json['pooling_mode_mean_tokens'] === true ? 'mean' : undefined;
}

/** Prompts by name: `query`, and for passages `document` or `passage`. */
function promptsIn(json: unknown): ModelRecipe['prefixes'] | undefined {
  const prompts = isRecord(json) ? json['prompts'] : undefined;
  if (!isRecord(prompts)) return undefined;
  const query = textIn(prompts['query']);
  const passage = textIn(prompts['document']) ?? textIn(prompts['passage']);
  return query === undefined && passage === undefined
    ? undefined
    : { query: query ?? '', passage: passage ?? '' };
}

/** The least that tokenizer and network say; tokenizers without a limit name 10^30. */
function tokensIn({ config, tokenizer }: Descriptions): number | undefined {
  const limits = [
    isRecord(tokenizer) ? tokenizer['model_max_length'] : undefined,
    isRecord(config) ? positionsIn(config) : undefined,
  ].filter(
    (limit): limit is number => typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 8,
  );
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** RoBERTa's positions begin after the padding's: two of 514 hold no token. */
function positionsIn(config: Readonly<Record<string, unknown>>): unknown {
  const positions = config['max_position_embeddings'];
  const offset = /roberta/.test(String(config['model_type']));
  return typeof positions === 'number' && offset ? positions - 2 : positions;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

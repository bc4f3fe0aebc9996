// Benches start it as well; tests may import them, not the other way round.
export {
  noLanguageModel,
  startLanguageModel,
  type LanguageModel,
} from '../../bench/writing/languageModel.ts';

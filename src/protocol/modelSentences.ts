/** What there is to say of encoders that are fetched and chosen: sentences of `sentences.ts`, in English. */
export const englishModelSentences = {
  'hub-address':
    '"{0}" is no address of a model hub, so nothing was fetched. Give one as https://huggingface.co; without encryption (http) only this machine itself is asked.',
  'hub-name':
    '"{0}" is no name of a model, so nothing was fetched. Give it as the hub has it (owner/name), or name a folder by its whole path.',
  'hub-unreachable':
    '{0} could not be reached ({1}), so the model is not here yet. What came so far is kept and not fetched again. Check the address and the network, then try again.',
  'hub-unknown':
    '{0} has no model {1}, or shows it to nobody without a key, so nothing was fetched. Check the name and its spelling.',
  'hub-refused':
    '{0} did not give {1} ({2}), so the model is not here yet. What came so far is kept and not fetched again. Try again later, or name another hub.',
  'hub-foreign':
    'What answers at {0} is no model hub ({1}), so nothing was fetched. Check the address: it is the one that the names of models follow.',
  'hub-checksum':
    'The file {0} is not the one that was planned: its checksum differs, so it was thrown away and the model is not used. Fetch it again; where that goes on, name another hub.',
  'hub-moved':
    '{0} sent the download to an address without encryption, so nothing more was fetched. Name another hub.',
  'hub-busy':
    'Another Recollect (process {0}) is fetching {1} already, so it is not fetched twice. Wait until that is done.',
  'model-no-graph':
    '{0} has no ONNX graph with a tokenizer.json, which Recollect needs, so it cannot be used. Choose an ONNX export of it: on the hub they are often called onnx-community/… or Xenova/….',
  'model-graph-missing': '{0} has no graph {1}. It has: {2}.',
  'model-recipe-missing':
    'It is not known how {0} makes one vector of many tokens, so it cannot be used: it is none of the models that Recollect knows, and does not say itself (1_Pooling/config.json). Say it with --pooling mean, cls or last, as the page of the model has it.',
  'model-trial':
    '{0} does not work as an encoder here ({1}), so the one that was in use stays. Its files are kept; choose another of its graphs, or another model.',
  'model-folder': 'There is no folder {0} that can be read, so it was not taken. Name it by its whole path.',
  'encoder-none':
    'There is no encoder {0} here, so the built-in one finds by meaning. Fetch it ("recollect models fetch", or Recollect: Choose Encoder Model…), or choose another.',
  'encoder-ambiguous': 'Several encoders are called {0}. Name one of them whole: {1}.',
  'encoder-unusable':
    'The encoder {0} cannot be used ({1}), so the built-in one finds by meaning. Fetch it again, or choose another (Recollect: Choose Encoder Model…).',
  'encoder-file-missing': 'its file {0} is missing or has another length than when it was taken',
  'encoder-kept': 'The built-in encoder comes with Recollect and cannot be removed.',
} as const;

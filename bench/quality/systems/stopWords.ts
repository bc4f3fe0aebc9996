/** English words that say nothing about a passage: articles, pronouns, auxiliaries, prepositions, question words. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a an the and or but if then else than so as of at by for with about against between into through during before
after above below to from up down in out on off over under again further once here there all any both each few
more most other some such no nor not only own same too very can will just should now i me my myself we our ours
ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself they them
their theirs themselves what which who whom whose this that these those am is are was were be been being have has
had having do does did doing would could may might must shall when where why how while because until s t d ll m
re ve don doesn didn isn aren wasn weren hasn haven hadn won wouldn couldn shouldn`.split(/\s+/),
);

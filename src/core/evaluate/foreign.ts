import { seeded, shuffled } from './random.ts';
import type { EvalQuestion } from './question.ts';

/** A question of general knowledge. Where the files hold one of its keys they may answer it. */
export interface ForeignQuestion {
  readonly en: string;
  readonly zh: string;
  /** The words that it is about, English and Chinese. */
  readonly keys: readonly string[];
}

/** Of trades and sciences far apart, so that some are foreign to any folder. */
export const FOREIGN: readonly ForeignQuestion[] = [
  { en: 'How many strings does a cello have?', zh: '大提琴有几根弦？', keys: ['cello', '大提琴'] },
  { en: 'How do honeybees tell each other where to find nectar?', zh: '蜜蜂怎样告诉同伴花蜜在哪里？', keys: ['honeybees', 'nectar', '蜜蜂'] }, // prettier-ignore
  { en: 'Which metal is liquid at room temperature?', zh: '哪种金属在室温下是液体？', keys: ['mercury', 'liquid metal', '水银', '液态金属'] }, // prettier-ignore
  {
    en: 'How long does a sourdough loaf need to rise?',
    zh: '酸面包要发酵多久？',
    keys: ['sourdough', '酸面包'],
  },
  { en: 'Who painted the ceiling of the Sistine Chapel?', zh: '西斯廷教堂的天顶画是谁画的？', keys: ['sistine', '西斯廷'] }, // prettier-ignore
  { en: 'How many players does a volleyball team have on court?', zh: '排球比赛每队上场几人？', keys: ['volleyball', '排球'] }, // prettier-ignore
  { en: 'What is the deepest point of the Mariana Trench?', zh: '马里亚纳海沟最深有多少米？', keys: ['mariana', '马里亚纳'] }, // prettier-ignore
  { en: 'How are the rings of Saturn made up?', zh: '土星环由什么组成？', keys: ['saturn', '土星'] },
  { en: 'Which vaccinations does a puppy need in its first year?', zh: '小狗第一年要打哪些疫苗？', keys: ['puppy', 'vaccinations', '小狗', '幼犬'] }, // prettier-ignore
  {
    en: 'When may a knight castle in chess?',
    zh: '国际象棋里什么时候不能王车易位？',
    keys: ['chess', '象棋'],
  },
  { en: 'Why do flamingos turn pink?', zh: '火烈鸟为什么是粉红色的？', keys: ['flamingos', '火烈鸟'] },
  { en: 'How does yeast turn sugar into alcohol?', zh: '酵母怎样把糖变成酒精？', keys: ['yeast', '酵母'] },
  { en: 'Which river flows through Budapest?', zh: '哪条河流经布达佩斯？', keys: ['budapest', '布达佩斯'] },
  { en: 'What does a pawn become when it is promoted in shogi?', zh: '将棋里的步兵升级后变成什么？', keys: ['shogi', '将棋'] }, // prettier-ignore
  { en: 'How often should a bonsai be repotted?', zh: '盆景几年换一次盆？', keys: ['bonsai', '盆景'] },
  { en: 'Who composed The Magic Flute?', zh: '《魔笛》是谁作曲的？', keys: ['magic flute', '魔笛'] },
  { en: 'What makes a soufflé collapse?', zh: '舒芙蕾为什么会塌下去？', keys: ['soufflé', '舒芙蕾'] },
  { en: 'How far can a kangaroo jump?', zh: '袋鼠一跳能跳多远？', keys: ['kangaroo', '袋鼠'] },
  { en: 'Which country won the first football World Cup?', zh: '第一届世界杯足球赛冠军是哪个国家？', keys: ['world cup', '世界杯'] }, // prettier-ignore
  {
    en: 'How is parmesan cheese aged?',
    zh: '帕尔马干酪要陈放多久？',
    keys: ['parmesan', 'cheese', '干酪', '奶酪'],
  },
  {
    en: 'What causes the northern lights?',
    zh: '北极光是怎么形成的？',
    keys: ['aurora', 'northern lights', '极光'],
  },
  { en: 'How many teeth does a great white shark have?', zh: '大白鲨有多少颗牙齿？', keys: ['shark', '鲨'] },
  { en: 'In which year did the Titanic sink?', zh: '泰坦尼克号是哪一年沉没的？', keys: ['titanic', '泰坦尼克'] }, // prettier-ignore
  { en: 'How do you tune a ukulele?', zh: '尤克里里怎么调音？', keys: ['ukulele', '尤克里里'] },
  { en: 'Why does a boomerang come back?', zh: '回旋镖为什么会飞回来？', keys: ['boomerang', '回旋镖'] },
  { en: 'Which pigment gives saffron its colour?', zh: '藏红花的颜色来自哪种色素？', keys: ['saffron', '藏红花'] }, // prettier-ignore
  { en: 'How tall is the Eiffel Tower?', zh: '埃菲尔铁塔有多高？', keys: ['eiffel', '埃菲尔'] },
  { en: 'How long does a hippopotamus stay under water?', zh: '河马能在水下待多久？', keys: ['hippopotamus', '河马'] }, // prettier-ignore
  { en: 'What is the offside rule in ice hockey?', zh: '冰球的越位规则是什么？', keys: ['hockey', '冰球'] },
  { en: 'Which glaze is used on celadon pottery?', zh: '青瓷用的是哪种釉？', keys: ['celadon', '青瓷'] },
];

/**
 * Foreign questions in a drawn order, Chinese and English in the given share.
 * @param chinese share, 0 to 1, of the questions that are asked in Chinese
 */
export function foreignQuestions(
  chinese: number,
  seed: number,
): (EvalQuestion & { readonly keys: readonly string[] })[] {
  let owed = 0;
  return shuffled(FOREIGN, seeded(seed)).map(({ en, zh, keys }, index) => {
    owed += chinese;
    const inChinese = owed >= 0.5;
    if (inChinese) owed -= 1;
    return {
      id: `foreign-${index + 1}`,
      kind: 'foreign',
      question: inChinese ? zh : en,
      keys,
      answers: [],
      evidence: [],
      scope: [],
      history: [],
      answerable: false,
    };
  });
}
